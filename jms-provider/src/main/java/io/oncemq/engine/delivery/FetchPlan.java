// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.delivery.StoreSight.Moment;
import io.oncemq.store.DeliveryRecords.Head;
import io.oncemq.store.DeliveryRecords.Place;
import java.util.List;

/**
 * What a fetch is to bring. The moment tells whether its result is still complete when it arrives, the epoch whether it may
 * still be handed out.
 */
sealed interface FetchPlan {
    int epoch();

    /**
     * The next deliveries in order, whatever they are.
     *
     * @param grouped whether the queue is known to have messages with groups
     * @param without groups that are left out, as enough of them is here
     */
    record Next(int limit, boolean grouped, List<String> without, Moment begun, int epoch) implements FetchPlan {}

    /** Deliveries that selectors want, from a place on. */
    record Scan(Place after, int limit, Moment begun, Selection wanted, int epoch) implements FetchPlan {}

    /**
     * Deliveries without a group that one consumer with a selector waits for, from a place on, though consumers that want
     * everything have enough at hand.
     *
     * @param limit how many of its demands wait
     * @param begun {@link StoreSight#restarts} when it was planned
     */
    record Ahead(Place after, int limit, long begun, QueueConsumer consumer, int epoch) implements FetchPlan {
        boolean wants(Head head) {
            return head.envelope().group() == null && consumer.wants(head.envelope(), head.deliveryCount());
        }
    }

    /** Deliveries of this node's own that became ready while it looked elsewhere. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Adopt(long[] ids, int epoch) implements FetchPlan {}

    /** Nothing; groups that are owned in vain are let go, so that other nodes may have them. */
    record LetGo(List<String> groups, int epoch) implements FetchPlan {}
}
