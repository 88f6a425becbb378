// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.message.Envelope;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorFacts;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoredDelivery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk over what a queue holds, in delivery order: its rows in the store, page by page, and what this node keeps for its
 * consumers in memory only. Used by one thread.
 */
public final class QueueView {
    private static final int FIRST_PAGE = 10;
    private static final int LARGEST_PAGE = 100;

    /** About what the bodies of a page may take, judged by the page before. */
    private static final long PAGE_BYTES = 4 * 1024 * 1024;

    private final DeliveryRecords deliveries;
    private final LocalQueue queue;
    private final @Nullable Selector selector;
    private final DatabaseClock clock;
    private final Deque<StoredDelivery> page = new ArrayDeque<>();
    private final Deque<Claim> inMemory;

    /** What was in memory when the walk began may have gone to the store since: it is shown once. */
    private final Set<Long> shownFromMemory = new HashSet<>();

    private Place place = Place.FIRST;
    private int limit = FIRST_PAGE;
    private boolean last;

    public QueueView(DeliveryRecords deliveries, LocalQueue queue, @Nullable Selector selector, DatabaseClock clock) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.selector = selector;
        this.clock = clock;
        inMemory = new ArrayDeque<>(queue.heldInMemory());
        inMemory.forEach(claim -> shownFromMemory.add(claim.id()));
    }

    /** The next one, or null at the end. */
    public @Nullable Seen next() throws StoreException {
        while (true) {
            if (page.isEmpty() && !last) {
                turn();
            }
            StoredDelivery row = page.peek();
            Claim held = inMemory.peek();
            Seen seen = null;
            if (held != null && (row == null || precedes(held, row))) {
                inMemory.remove();
                seen = look(held.envelope(), held.deliveryCount());
            } else if (row != null) {
                page.remove();
                if (!shownFromMemory.contains(row.id())) {
                    seen = look(row.envelope(), row.deliveries() + row.crashes() + 1);
                }
            } else {
                return null;
            }
            if (seen != null) {
                return seen;
            }
        }
    }

    private static boolean precedes(Claim held, StoredDelivery row) {
        int priorities =
                Integer.compare(held.envelope().priority(), row.envelope().priority());
        return priorities > 0 || (priorities == 0 && held.id() < row.id());
    }

    /** Null if it expired or is not selected. */
    private @Nullable Seen look(Envelope envelope, int count) {
        boolean expired = envelope.expiresAt() != 0 && envelope.expiresAt() <= clock.millis();
        SelectorFacts facts = queue.facts(envelope, count);
        return expired || (selector != null && !selector.matches(envelope, facts))
                ? null
                : new Seen(envelope, facts.messageId(), count);
    }

    private void turn() throws StoreException {
        List<StoredDelivery> rows = deliveries.browse(queue.id(), place, limit);
        page.addAll(rows);
        last = rows.size() < limit;
        if (!rows.isEmpty()) {
            limit = fitting(rows);
            StoredDelivery end = rows.get(rows.size() - 1);
            place = new Place(end.envelope().priority(), end.id());
        }
    }

    /** How many like these make a page. */
    private static int fitting(List<StoredDelivery> rows) {
        long bytes = 1;
        for (StoredDelivery row : rows) {
            bytes += row.envelope().bodySizeBytes();
        }
        return (int) Math.max(1, Math.min(LARGEST_PAGE, PAGE_BYTES * rows.size() / bytes));
    }

    /** One of them as a consumer would get it. */
    public record Seen(Envelope envelope, String messageId, int deliveryCount) {}
}
