// SPDX-License-Identifier: Apache-2.0
/** What tests share: stores, engines, clocks, databases. */
@NullMarked
package io.oncemq.testkit;

import org.jspecify.annotations.NullMarked;
