// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.message.Envelope;
import io.oncemq.selector.Selector;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoredDelivery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A walk over what a queue holds in the store, in delivery order, page by page. Used by one thread. */
public final class QueueView {
    private static final int PAGE = 100;

    private final DeliveryRecords deliveries;
    private final LocalQueue queue;
    private final @Nullable Selector selector;
    private final DatabaseClock clock;
    private final Deque<StoredDelivery> page = new ArrayDeque<>();
    private Place place = Place.FIRST;
    private boolean last;

    public QueueView(DeliveryRecords deliveries, LocalQueue queue, @Nullable Selector selector, DatabaseClock clock) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.selector = selector;
        this.clock = clock;
    }

    /** The next one, or null at the end. */
    public @Nullable Seen next() throws StoreException {
        while (true) {
            if (page.isEmpty() && !last) {
                turn();
            }
            StoredDelivery row = page.poll();
            if (row == null) {
                return null;
            }
            Envelope envelope = row.envelope();
            int count = row.deliveries() + row.crashes() + 1;
            boolean expired = envelope.expiresAt() != 0 && envelope.expiresAt() <= clock.millis();
            if (!expired && (selector == null || selector.matches(envelope, queue.facts(envelope, count)))) {
                return new Seen(envelope, queue.facts(envelope, count).messageId(), count);
            }
        }
    }

    private void turn() throws StoreException {
        List<StoredDelivery> rows = deliveries.browse(queue.id(), place, PAGE);
        page.addAll(rows);
        last = rows.size() < PAGE;
        if (!rows.isEmpty()) {
            StoredDelivery end = rows.get(rows.size() - 1);
            place = new Place(end.envelope().priority(), end.id());
        }
    }

    /** One of them as a consumer would get it. */
    public record Seen(Envelope envelope, String messageId, int deliveryCount) {}
}
