// SPDX-License-Identifier: Apache-2.0
/** What using OnceMQ costs in statements and commits, counted, not timed. */
@NullMarked
package io.oncemq.cost;

import org.jspecify.annotations.NullMarked;
