// SPDX-License-Identifier: Apache-2.0
/**
 * The node's lease and the lanes that write under it: group commit, the fence, and what became of a COMMIT without
 * answer. Knows batches, not what they mean.
 */
@NullMarked
package io.oncemq.engine.lane;

import org.jspecify.annotations.NullMarked;
