// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.message.Envelope;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The admissions of one batch. All its deliveries to one queue, or to one group of a queue, go the same way: what is
 * fetched from the store and what is handed over in memory may overtake each other, as both happen after the one commit.
 * Used by one thread.
 */
public final class Admissions {
    private final int batchSize;
    private final Map<Sequence, Boolean> held = new HashMap<>(4);

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
        Sequence sequence = new Sequence(queue, envelope.group());
        Boolean before = held.get(sequence);
        if (before != null) {
            return queue.follow(envelope, durable, before);
        }
        Admission first = queue.admit(envelope, durable, batchSize);
        if (batchSize > 1 && first.placement() != Placement.DELAYED) {
            held.put(sequence, first.placement() != Placement.READY);
        }
        return first;
    }

    /** What keeps its order. */
    private record Sequence(LocalQueue queue, @Nullable String group) {}
}
