// SPDX-License-Identifier: Apache-2.0
/** Recurring work of a node, one class per verb, each a bounded round; owns no thread. */
@NullMarked
package io.oncemq.engine.duty;

import org.jspecify.annotations.NullMarked;
