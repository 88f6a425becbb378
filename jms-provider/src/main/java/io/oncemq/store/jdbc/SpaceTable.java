// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.SpaceRecords.Amount;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Counts what is there. Each part of a union is one stretch of an index. */
final class SpaceTable {
    private static final Sql MESSAGES =
            Sql.of("""
            select count(*)
              from oncemq_delivery
            """);
    private static final Sql BYTES = Sql.of(
            """
            select cast((select coalesce(sum(size_bytes), 0) from oncemq_message)
                      + (select coalesce(sum(octet_length(body)), 0) from oncemq_delivery where message_id is null)
                     as bigint)
            """);
    private static final Sql QUEUES = Sql.of(
            """
            select r.queue_id, sum(r.messages) as messages, 0 as size_bytes
              from (select queue_id, count(*) as messages
                      from oncemq_delivery
                     where holder = 0 and queue_id = any(:queues)
                     group by queue_id
                    union all
                    select queue_id, count(*) as messages
                      from oncemq_delivery
                     where holder >= 1 and queue_id = any(:queues)
                     group by queue_id
                    union all
                    select queue_id, count(*) as messages
                      from oncemq_delivery
                     where holder <= -1 and queue_id = any(:queues)
                     group by queue_id) as r
             group by r.queue_id
            """);
    private static final Sql QUEUES_WITH_BYTES = Sql.of(
            """
            select r.queue_id, count(*) as messages, coalesce(sum(r.size_bytes), 0) as size_bytes
              from (select d.queue_id, coalesce(m.size_bytes, octet_length(d.body)) as size_bytes
                      from oncemq_delivery d
                      left join oncemq_message m on m.id = d.message_id
                     where d.holder = 0 and d.queue_id = any(:queues)
                    union all
                    select d.queue_id, coalesce(m.size_bytes, octet_length(d.body)) as size_bytes
                      from oncemq_delivery d
                      left join oncemq_message m on m.id = d.message_id
                     where d.holder >= 1 and d.queue_id = any(:queues)
                    union all
                    select d.queue_id, coalesce(m.size_bytes, octet_length(d.body)) as size_bytes
                      from oncemq_delivery d
                      left join oncemq_message m on m.id = d.message_id
                     where d.holder <= -1 and d.queue_id = any(:queues)) as r
             group by r.queue_id
            """);

    Amount all(Link link, boolean withBytes) throws SQLException {
        return new Amount(
                link.command(MESSAGES).number(), withBytes ? link.command(BYTES).number() : 0);
    }

    Map<Long, Amount> queues(Link link, Collection<Long> queueIds, boolean withBytes) throws SQLException {
        Map<Long, Amount> amounts = new HashMap<>();
        link.command(withBytes ? QUEUES_WITH_BYTES : QUEUES)
                .set("queues", queueIds)
                .list(row -> amounts.put(
                        row.getLong("queue_id"), new Amount(row.getLong("messages"), row.getLong("size_bytes"))));
        return amounts;
    }
}
