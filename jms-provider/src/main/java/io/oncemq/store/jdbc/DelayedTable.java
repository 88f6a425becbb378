// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** When delayed deliveries are due: a row of {@code oncemq_delayed} beside each, so that others do not pay for an index. */
final class DelayedTable {
    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_delayed (deliver_at, delivery_id, queue_id)
            values (:deliver_at, :id, :queue)
            """);
    private static final Sql DELETE = Sql.of(
            """
            delete from oncemq_delayed
             where deliver_at >= :first and deliver_at <= :last and delivery_id = any(:ids)
            """);
    private static final Sql OF_QUEUE = Sql.of(
            """
            select deliver_at, delivery_id, queue_id
              from oncemq_delayed
             where queue_id = :queue
             fetch first :limit rows only
               for update
            """);
    private static final Sql DELETE_ONE = Sql.of(
            """
            delete from oncemq_delayed
             where deliver_at = :deliver_at and delivery_id = :id
            """);
    private static final Sql NEXT = Sql.of(
            """
            select deliver_at
              from oncemq_delayed
             order by deliver_at, delivery_id
             fetch first 1 row only
            """);

    private final Sql due;

    DelayedTable(Sql due) {
        this.due = due;
    }

    void insert(Link link, List<Delayed> rows) throws SQLException {
        link.command(INSERT).updateEach(rows, (command, row) -> command.set("deliver_at", row.deliverAt())
                .set("id", row.id())
                .set("queue", row.queueId()));
    }

    /** Takes out rows whose time has come; several callers get different ones, or at worst some twice. */
    List<Delayed> takeDue(Link link, long now, int limit) throws SQLException {
        List<Delayed> taken =
                link.command(due).set("now", now).set("limit", limit).list(DelayedTable::row);
        if (!taken.isEmpty()) {
            link.command(DELETE)
                    .set("first", taken.get(0).deliverAt())
                    .set("last", taken.get(taken.size() - 1).deliverAt())
                    .set("ids", taken.stream().map(Delayed::id).toList())
                    .update();
        }
        return taken;
    }

    /** Takes out rows of a queue, whenever they are due. */
    List<Delayed> takeOf(Link link, long queueId, int limit) throws SQLException {
        List<Delayed> taken =
                link.command(OF_QUEUE).set("queue", queueId).set("limit", limit).list(DelayedTable::row);
        link.command(DELETE_ONE).updateEach(taken, (command, row) -> command.set("deliver_at", row.deliverAt())
                .set("id", row.id()));
        return taken;
    }

    private static Delayed row(ResultSet row) throws SQLException {
        return new Delayed(row.getLong("deliver_at"), row.getLong("delivery_id"), row.getLong("queue_id"));
    }

    /** When the first is due; {@link Long#MAX_VALUE} for never. */
    long next(Link link) throws SQLException {
        List<Long> first = link.command(NEXT).list(row -> row.getLong("deliver_at"));
        return first.isEmpty() ? Long.MAX_VALUE : first.get(0);
    }

    /** One row. */
    record Delayed(long deliverAt, long id, long queueId) {}
}
