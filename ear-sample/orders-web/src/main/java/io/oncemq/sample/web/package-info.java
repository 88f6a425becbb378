// SPDX-License-Identifier: Apache-2.0
/** The page: shows what became of the orders, and places new ones. Holds no SQL and no JMS type. */
@NullMarked
package io.oncemq.sample.web;

import org.jspecify.annotations.NullMarked;
