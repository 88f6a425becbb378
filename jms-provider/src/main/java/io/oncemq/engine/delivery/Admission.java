// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import org.jspecify.annotations.Nullable;

/**
 * A queue's answer to where a new delivery goes, to be handed back to it once the delivery is committed or not.
 *
 * @param epoch the queue's count of returns to the store when it answered
 * @param group the group that keeps a place for it, null for none
 */
public record Admission(Placement placement, int epoch, @Nullable LocalGroup group) {
    static final Admission DELAYED = new Admission(Placement.DELAYED, 0, null);
    static final Admission READY = new Admission(Placement.READY, 0, null);
}
