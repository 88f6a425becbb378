// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.message.Envelope;
import java.util.HashMap;
import java.util.Map;

/**
 * The admissions of one batch. All its deliveries to one queue go the same way: what is fetched from the store and what
 * is handed over in memory may overtake each other, as both happen after the one commit. Used by one thread.
 */
public final class Admissions {
    private final int batchSize;
    private final Map<LocalQueue, Boolean> held = new HashMap<>(4);

    /**
     * Admissions that have not begun.
     *
     * @param batchSize how many deliveries to one queue there may be
     */
    public Admissions(int batchSize) {
        this.batchSize = batchSize;
    }

    /**
     * Decides where a new delivery goes. Followed by {@link LocalQueue#published} after the commit or
     * {@link LocalQueue#cancelled}.
     *
     * @param durable whether it must outlive this node
     */
    public Admission admit(LocalQueue queue, Envelope envelope, boolean durable) {
        Boolean before = held.get(queue);
        if (before != null) {
            return queue.follow(envelope, durable, before);
        }
        Admission first = queue.admit(envelope, durable, batchSize);
        if (batchSize > 1 && first.placement() != Placement.DELAYED) {
            held.put(queue, first.placement() != Placement.READY);
        }
        return first;
    }
}
