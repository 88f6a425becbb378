// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

/**
 * A queue's answer to where a new delivery goes, to be handed back to it once the delivery is committed or not.
 *
 * @param epoch the queue's count of returns to the store when it answered
 */
public record Admission(Placement placement, int epoch) {
    static final Admission DELAYED = new Admission(Placement.DELAYED, 0);
    static final Admission READY = new Admission(Placement.READY, 0);
}
