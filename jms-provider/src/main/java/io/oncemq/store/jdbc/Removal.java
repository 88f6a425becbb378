// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.jdbc.DelayedTable.Delayed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        removeAll(link, HELD, "holder", holder);
    }

    /**
     * Everything of a queue but what branches hold: the end of a branch finds all that it has, and what it makes ready then has
     * to be removed later.
     */
    void removeQueue(Link link, long queueId) throws SQLException {
        // One by one: each has an index that leads to it, where all together would be a scan.
        removeAll(link, READY_OF_QUEUE, "queue", queueId);
        removeAll(link, CLAIMED_OF_QUEUE, "queue", queueId);
        while (removeDelayed(link, queueId) == PAGE) {}
        groups.deleteQueue(link, queueId);
    }

    private int removeDelayed(Link link, long queueId) throws SQLException {
        List<Long> taken =
                delayed.takeOf(link, queueId, PAGE).stream().map(Delayed::id).toList();
        removeAmong(link, Holder.DELAYED, taken);
        return taken.size();
    }

    /** Those of the given deliveries that are ready. */
    void removeReady(Link link, Collection<Long> ids) throws SQLException {
        removeAmong(link, Holder.READY, ids);
    }

    private void removeAmong(Link link, long holder, Collection<Long> ids) throws SQLException {
        remove(link, link.command(HELD_AMONG).set("holder", holder).listIn(ids, Removal::row));
    }

    private void removeAll(Link link, Sql page, String by, long value) throws SQLException {
        int found;
        do {
            found = remove(
                    link, link.command(page).set(by, value).set("limit", PAGE).list(Removal::row));
        } while (found == PAGE);
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
