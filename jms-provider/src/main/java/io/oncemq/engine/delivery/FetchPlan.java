// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.delivery.StoreSight.Moment;
import io.oncemq.message.Envelope;
import io.oncemq.store.DeliveryRecords.Place;
import java.util.List;
import java.util.function.Predicate;

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

    /** Deliveries that a selector wants, from a place on. */
    record Scan(Place after, int limit, Moment begun, Predicate<Envelope> wanted, int epoch) implements FetchPlan {}

    /** Deliveries of this node's own that became ready while it looked elsewhere. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Adopt(long[] ids, int epoch) implements FetchPlan {}

    /** Nothing; groups that are owned in vain are let go, so that other nodes may have them. */
    record LetGo(List<String> groups, int epoch) implements FetchPlan {}
}
