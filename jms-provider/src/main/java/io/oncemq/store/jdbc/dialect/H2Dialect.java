// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.dialect;

import static io.oncemq.store.jdbc.dialect.GroupConditions.NOT_LEFT_OUT;
import static io.oncemq.store.jdbc.dialect.GroupConditions.OBTAINABLE;
import static io.oncemq.store.jdbc.dialect.GroupConditions.OWNED;

import java.util.List;
import java.util.Optional;

/**
 * H2, embedded. It locks every match when asked for ORDER BY with SKIP LOCKED, so claims read first and guard the update;
 * its optimizer keeps an index order only when ORDER BY repeats the columns that are fixed.
 */
public final class H2Dialect implements Dialect {
    @Override
    public String name() {
        return "h2";
    }

    @Override
    public boolean singleProcess() {
        return true;
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public List<String> onOpen() {
        return List.of("set write_delay 0");
    }

    @Override
    public Optional<String> onConnect() {
        return Optional.of("set lock_timeout 5000");
    }

    @Override
    public List<String> onLane(boolean powerProof) {
        return List.of("set lock_timeout 5000");
    }

    @Override
    public List<String> offLane() {
        return List.of();
    }

    @Override
    public Optional<String> afterCommit(boolean powerProof) {
        // H2 writes at commit but never syncs by itself.
        return powerProof ? Optional.of("checkpoint sync") : Optional.empty();
    }

    @Override
    public Optional<String> commitUnsynced() {
        return Optional.empty();
    }

    @Override
    public String clock() {
        return "select cast(extract(epoch from current_timestamp(3)) * 1000 as bigint)";
    }

    @Override
    public String nextLeaseId() {
        return "select next value for oncemq_lease_seq";
    }

    @Override
    public String nextBranchId() {
        return "select next value for oncemq_branch_seq";
    }

    @Override
    public String nextQueueId() {
        return "select next value for oncemq_queue_seq";
    }

    @Override
    public Optional<String> databaseFile() {
        return Optional.of("select database_path()");
    }

    @Override
    public NextClaim claimNext() {
        return new ReadThenGuard(
                """
                select id, crashes, group_id
                  from oncemq_delivery
                 where holder = 0 and queue_id = :queue
                 order by holder, queue_id, priority desc, id
                 fetch first :limit rows only
                """);
    }

    @Override
    public Optional<String> oldestUnderWay() {
        return Optional.empty();
    }

    @Override
    public NextClaim claimNextGrouped() {
        return new ReadThenGuard(
                """
                select d.id, d.crashes, d.group_id
                  from oncemq_delivery d
                 where d.holder = 0 and d.queue_id = :queue
                   and %s
                   and %s
                 order by d.holder, d.queue_id, d.priority desc, d.id
                 fetch first :limit rows only
                """
                        .formatted(NOT_LEFT_OUT, OWNED));
    }

    @Override
    public String ownNext() {
        return """
                select group_id
                  from final table (
                           insert into oncemq_group (queue_id, group_id, lease_id)
                           select distinct c.queue_id, c.group_id, cast(:lease as bigint)
                             from (select d.queue_id, d.group_id
                                     from oncemq_delivery d
                                    where d.holder = 0 and d.queue_id = :queue
                                      and %s
                                      and %s
                                    order by d.holder, d.queue_id, d.priority desc, d.id
                                    fetch first :limit rows only) as c
                            where c.group_id is not null
                              and not exists (select 1
                                                from oncemq_group o
                                               where o.queue_id = c.queue_id and o.group_id = c.group_id))
                """
                .formatted(NOT_LEFT_OUT, OBTAINABLE);
    }

    @Override
    public String own() {
        return """
                select group_id
                  from final table (
                           insert into oncemq_group (queue_id, group_id, lease_id)
                           select cast(:queue as bigint), g.group_id, cast(:lease as bigint)
                             from unnest(cast(:groups as varchar array)) as g (group_id)
                            where not exists (select 1
                                                from oncemq_group o
                                               where o.queue_id = :queue and o.group_id = g.group_id))
                """;
    }

    @Override
    public int idsAtOnce() {
        // H2 compares each row that it finds with one id after the other, and takes 65,536 at most.
        return 32;
    }

    @Override
    public boolean changesInQueries() {
        return false;
    }

    @Override
    public String heldByKey() {
        return "holder = :holder and id = any(:ids)";
    }

    @Override
    public String claimIds() {
        return """
                select d.id, d.queue_id, d.priority, d.deliveries, d.crashes, d.message_id,
                       coalesce(d.format, m.format) as format, coalesce(d.properties, m.properties) as properties,
                       coalesce(d.body, m.body) as body, m.size_bytes
                  from final table (
                           update oncemq_delivery d
                              set holder = :lease
                            where d.id = any(:ids) and d.holder = 0 and d.queue_id = :queue
                              and %s) d
                  left join oncemq_message m on m.id = d.message_id
                """
                .formatted(OWNED);
    }

    @Override
    public String due() {
        return """
                select deliver_at, delivery_id, queue_id
                  from oncemq_delayed
                 where deliver_at <= :now
                 order by deliver_at, delivery_id
                 fetch first :limit rows only
                """;
    }

    @Override
    public String expiryPage() {
        return """
                select id, holder = 0 and expires_at > 0 and expires_at <= :now as expired
                  from oncemq_delivery
                 where id > :after
                 order by id
                 fetch first :limit rows only
                """;
    }

    @Override
    public String deadLeases() {
        return """
                select lease_id
                  from oncemq_lease
                 where expires_at <= :now or process_id <> :process
                 order by lease_id
                """;
    }

    @Override
    public Optional<String> signOfLife() {
        return Optional.empty();
    }

    @Override
    public Optional<Notifications> notifications() {
        return Optional.empty();
    }
}
