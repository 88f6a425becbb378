// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.jdbc.DelayedTable.Delayed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Takes deliveries away together with the bodies that nobody else needs, a page at a time. */
final class Removal {
    private static final int PAGE = 500;

    private static final Sql HELD = Sql.of(
            """
            select holder, id, message_id
              from oncemq_delivery
             where holder = :holder
             fetch first :limit rows only
               for update
            """);
    private static final Sql READY_OF_QUEUE = Sql.of(
            """
            select holder, id, message_id
              from oncemq_delivery
             where holder = 0 and queue_id = :queue
             fetch first :limit rows only
               for update
            """);
    private static final Sql CLAIMED_OF_QUEUE = Sql.of(
            """
            select holder, id, message_id
              from oncemq_delivery
             where holder >= 1 and queue_id = :queue
             fetch first :limit rows only
               for update
            """);
    private static final Sql EXISTING = Sql.of(
            """
            select id from oncemq_destination where id = any(:ids)
            union all
            select id from oncemq_subscription where id = any(:ids)
            """);
    private static final Sql HELD_AMONG = Sql.of(
            """
            select holder, id, message_id
              from oncemq_delivery
             where holder = :holder and id = any(:ids)
               for update
            """);

    private final DeliveryTable deliveries;
    private final BodyTable bodies;
    private final DelayedTable delayed;
    private final GroupTable groups;

    Removal(DeliveryTable deliveries, BodyTable bodies, DelayedTable delayed, GroupTable groups) {
        this.deliveries = deliveries;
        this.bodies = bodies;
        this.delayed = delayed;
        this.groups = groups;
    }

    /** Everything of one holder. */
    void removeHeld(Link link, long holder) throws SQLException {
        int found;
        do {
            found = remove(link, page(link, HELD, "holder", holder, PAGE));
        } while (found == PAGE);
    }

    /**
     * A page of what is left of queues that are removed; those of which nothing is left, or that exist again, are taken out. What
     * branches hold stays: the end of a branch finds all that it has.
     *
     * @return how many deliveries went
     */
    int removeSome(Link link, Deque<Long> queues) throws SQLException {
        List<Long> asked = List.copyOf(queues);
        List<Found> found = new ArrayList<>();
        Set<Long> touched = new TreeSet<>();
        while (found.size() < PAGE && !queues.isEmpty()) {
            long queue = queues.element();
            int before = found.size();
            lock(link, queue, found);
            if (found.size() > before) {
                touched.add(queue);
            }
            if (found.size() < PAGE) {
                groups.deleteOfRemoved(link, queue);
                queues.remove();
            }
        }
        if (!touched.isEmpty()) {
            // After their deliveries were seen: one that was made again before it was sent to shows now.
            List<Long> existing = link.command(EXISTING).listIn(touched, row -> row.getLong("id"));
            if (!existing.isEmpty()) {
                link.rollback();
                queues.clear();
                queues.addAll(asked);
                queues.removeAll(existing);
                return 0;
            }
        }
        // Bodies after all deliveries, as who acknowledges does: nobody waits in a circle.
        return remove(link, found);
    }

    /** Up to a page altogether. Kind by kind: each has an index that leads to it, where all together would be a scan. */
    private void lock(Link link, long queueId, List<Found> found) throws SQLException {
        found.addAll(page(link, READY_OF_QUEUE, "queue", queueId, PAGE - found.size()));
        if (found.size() < PAGE) {
            found.addAll(page(link, CLAIMED_OF_QUEUE, "queue", queueId, PAGE - found.size()));
        }
        if (found.size() < PAGE) {
            List<Long> taken = delayed.takeOf(link, queueId, PAGE - found.size()).stream()
                    .map(Delayed::id)
                    .toList();
            found.addAll(among(link, Holder.DELAYED, taken));
        }
    }

    /** Those of the given deliveries that are ready. */
    void removeReady(Link link, Collection<Long> ids) throws SQLException {
        remove(link, among(link, Holder.READY, ids));
    }

    private static List<Found> among(Link link, long holder, Collection<Long> ids) throws SQLException {
        return link.command(HELD_AMONG).set("holder", holder).listIn(ids, Removal::row);
    }

    private static List<Found> page(Link link, Sql page, String by, long value, int limit) throws SQLException {
        return link.command(page).set(by, value).set("limit", limit).list(Removal::row);
    }

    private int remove(Link link, List<Found> found) throws SQLException {
        Map<Long, List<Long>> byHolder = new HashMap<>();
        for (Found each : found) {
            byHolder.computeIfAbsent(each.holder, holder -> new ArrayList<>()).add(each.delivery.id());
        }
        for (Map.Entry<Long, List<Long>> ids : byHolder.entrySet()) {
            deliveries.delete(link, ids.getKey(), ids.getValue());
        }
        bodies.release(link, found.stream().map(Found::delivery).toList());
        return found.size();
    }

    private static Found row(ResultSet row) throws SQLException {
        return new Found(row.getLong("holder"), new HeldDelivery(row.getLong("id"), row.getLong("message_id")));
    }

    private record Found(long holder, HeldDelivery delivery) {}
}
