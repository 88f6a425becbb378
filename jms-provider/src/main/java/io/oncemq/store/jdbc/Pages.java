// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static io.oncemq.store.jdbc.dialect.GroupConditions.BLOCKED;
import static io.oncemq.store.jdbc.dialect.GroupConditions.OBTAINABLE;

import io.oncemq.message.EnvelopeCodec;
import io.oncemq.message.MessageFormatException;
import io.oncemq.store.DeliveryRecords.Head;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.jdbc.DeliveryReader.Found;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads queues page by page, and counts them. A page begins in two ranges, the rest of one priority and the lower ones: each
 * is a stretch of the index, where "behind this place" in one condition would be read from the queue's beginning.
 */
final class Pages {
    private static final Sql WITH_READY = Sql.of(
            """
            select q.queue_id
              from unnest(cast(:queues as bigint array)) as q (queue_id)
             where (select d.id
                      from oncemq_delivery d
                     where d.holder = 0 and d.queue_id = q.queue_id
                       and %s
                     order by d.holder, d.queue_id, d.priority desc, d.id
                     fetch first 1 row only) is not null
            """
                    .formatted(OBTAINABLE));
    private static final Sql READY_HEADS = Sql.of(
            """
            select d.id, d.deliveries, d.crashes,
                   d.group_id is not null
                     and %s as blocked,
                   coalesce(d.format, m.format) as format, coalesce(d.properties, m.properties) as properties
              from (select id, queue_id, priority, deliveries, crashes, group_id, message_id, format, properties
                      from ((select id, queue_id, priority, deliveries, crashes, group_id, message_id, format, properties
                               from oncemq_delivery
                              where holder = 0 and queue_id = :queue and priority = :priority and id > :id
                              order by holder, queue_id, priority desc, id
                              fetch first :limit rows only)
                            union all
                            (select id, queue_id, priority, deliveries, crashes, group_id, message_id, format, properties
                               from oncemq_delivery
                              where holder = 0 and queue_id = :queue and priority <= :priority - 1
                              order by holder, queue_id, priority desc, id
                              fetch first :limit rows only)) as both_ranges
                     order by priority desc, id
                     fetch first :limit rows only) as d
              left join oncemq_message m on m.id = case when d.properties is null then d.message_id end
             order by d.priority desc, d.id
            """
                    .formatted(BLOCKED));
    private static final Sql BROWSE = Sql.of(
            """
            select d.id, d.queue_id, d.priority, d.deliveries, d.crashes, d.message_id,
                   coalesce(d.format, m.format) as format, coalesce(d.properties, m.properties) as properties,
                   coalesce(d.body, m.body) as body, m.size_bytes
              from (select id, holder, priority
                      from ((select id, holder, priority
                               from oncemq_delivery
                              where holder = 0 and queue_id = :queue and priority = :priority and id > :id
                              order by holder, queue_id, priority desc, id
                              fetch first :limit rows only)
                            union all
                            (select id, holder, priority
                               from oncemq_delivery
                              where holder = 0 and queue_id = :queue and priority <= :priority - 1
                              order by holder, queue_id, priority desc, id
                              fetch first :limit rows only)
                            union all
                            (select id, holder, priority
                               from oncemq_delivery
                              where holder >= 1 and queue_id = :queue
                                and (priority <= :priority - 1 or (priority = :priority and id > :id))
                              order by priority desc, id
                              fetch first :limit rows only)) as all_ranges
                     order by priority desc, id
                     fetch first :limit rows only) as page
              join oncemq_delivery d on d.holder = page.holder and d.id = page.id
              left join oncemq_message m on m.id = d.message_id
            """);
    private static final Sql COUNT = Sql.of(
            """
            select (select count(*) from oncemq_delivery where holder = 0 and queue_id = :queue)
                 + (select count(*) from oncemq_delivery where holder >= 1 and queue_id = :queue)
                 + (select count(*) from oncemq_delivery where holder = -1 and queue_id = :queue)
            """);

    private static final int BROWSE_ATTEMPTS = 5;

    private final DeliveryReader reader = new DeliveryReader();

    List<Long> withReady(Link link, long leaseId, List<Long> queueIds) throws SQLException {
        return link.command(WITH_READY)
                .set("lease", leaseId)
                .set("queues", queueIds)
                .list(row -> row.getLong("queue_id"));
    }

    List<Head> readyHeads(Link link, long queueId, Place after, int limit) throws SQLException, StoreException {
        List<RawHead> rows = bind(link.command(READY_HEADS), queueId, after, limit)
                .list(row -> new RawHead(
                        row.getLong("id"),
                        row.getInt("deliveries"),
                        row.getInt("crashes"),
                        row.getBoolean("blocked"),
                        row.getInt("format"),
                        row.getBytes("properties")));
        List<Head> heads = new ArrayList<>(rows.size());
        for (RawHead row : rows) {
            heads.add(row.decode());
        }
        return heads;
    }

    List<StoredDelivery> browse(Link link, long queueId, Place after, int limit) throws SQLException, StoreException {
        Found found;
        int attempts = 0;
        do {
            // A short page would read like the end of the queue, so one from which others took something is read again.
            found = reader.readPresent(link, bind(link.command(BROWSE), queueId, after, limit));
            attempts++;
        } while (found.deliveries().size() < found.candidates() && attempts < BROWSE_ATTEMPTS);
        return found.deliveries();
    }

    long count(Link link, long queueId) throws SQLException {
        return link.command(COUNT).set("queue", queueId).number();
    }

    private static Command bind(Command command, long queueId, Place after, int limit) throws SQLException {
        return command.set("queue", queueId)
                .set("priority", after.priority())
                .set("id", after.id())
                .set("limit", limit);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record RawHead(long id, int deliveries, int crashes, boolean blocked, int format, byte[] properties) {
        Head decode() throws StoreException {
            try {
                return new Head(id, deliveries, crashes, blocked, EnvelopeCodec.decode(format, properties, null));
            } catch (MessageFormatException e) {
                throw DeliveryReader.unreadable(id, e);
            }
        }
    }
}
