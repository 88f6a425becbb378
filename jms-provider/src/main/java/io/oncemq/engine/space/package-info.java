// SPDX-License-Identifier: Apache-2.0
/** How much there is in queues, in the store and on its disk; refuses sends while that is too much. */
@NullMarked
package io.oncemq.engine.space;

import org.jspecify.annotations.NullMarked;
