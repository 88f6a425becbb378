// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.dialect;

import static io.oncemq.store.jdbc.dialect.GroupConditions.NOT_LEFT_OUT;
import static io.oncemq.store.jdbc.dialect.GroupConditions.OBTAINABLE;
import static io.oncemq.store.jdbc.dialect.GroupConditions.OWNED;

import java.util.List;
import java.util.Optional;

/** PostgreSQL 13 or newer, at READ COMMITTED. */
public final class PostgresDialect implements Dialect {
    /**
     * Zero, not known to the planner. Where vacuum cannot keep up the planner takes the dead rows of a holder, or of the index
     * of all that is ready, for none, and would rather read them all than look for each key.
     */
    private static final String READY = "(select cast(0 as bigint))";

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public boolean singleProcess() {
        return false;
    }

    @Override
    public int lanes() {
        return 2;
    }

    @Override
    public List<String> onOpen() {
        return List.of();
    }

    @Override
    public Optional<String> onConnect() {
        // Every statement has its index, with its order. A plan made when the table was short would read it all when it
        // is long.
        return Optional.of("set enable_seqscan = off; set enable_sort = off; set jit = off;"
                + " set idle_in_transaction_session_timeout = '10s'");
    }

    @Override
    public List<String> onLane(boolean powerProof) {
        // The timeout keeps a frozen node from holding row locks for ever; its transaction is rolled back. One plan for
        // each statement: the planner takes short arrays for so much cheaper than long ones that it would plan a group
        // anew each time, which takes longer than to write it.
        String durable =
                """
                select set_config('application_name', :purpose, false),
                       set_config('idle_in_transaction_session_timeout', '10s', false),
                       set_config('enable_seqscan', 'off', false), set_config('enable_sort', 'off', false),
                       set_config('jit', 'off', false), set_config('plan_cache_mode', 'force_generic_plan', false)
                """;
        return powerProof ? List.of(durable) : List.of(durable, "set synchronous_commit = off");
    }

    @Override
    public List<String> offLane() {
        return List.of(
                "reset idle_in_transaction_session_timeout; reset synchronous_commit; reset enable_seqscan; reset enable_sort;"
                        + " reset jit; reset plan_cache_mode");
    }

    @Override
    public Optional<String> afterCommit(boolean powerProof) {
        return Optional.empty();
    }

    @Override
    public Optional<String> commitUnsynced() {
        // Sent as one: no round trip more than a plain commit.
        return Optional.of("set local synchronous_commit = off; commit");
    }

    @Override
    public String clock() {
        return "select cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)";
    }

    @Override
    public String nextLeaseId() {
        return "select nextval('oncemq_lease_seq')";
    }

    @Override
    public String nextBranchId() {
        return "select nextval('oncemq_branch_seq')";
    }

    @Override
    public String nextQueueId() {
        return "select nextval('oncemq_queue_seq')";
    }

    @Override
    public Optional<String> databaseFile() {
        return Optional.empty();
    }

    @Override
    public NextClaim claimNext() {
        // Each priority is a stretch of the index of its own, so that a look begins behind the dead rows of each.
        // "holder = 0"
        // would do for the key as well, which begins with the dead rows of all queues.
        return claimOf(
                """
                select c.place_id, c.id, c.priority, c.crashes
                  from generate_series(9, 0, -1) as p (priority)
                 cross join lateral (
                           select ctid as place_id, id, priority, crashes
                             from oncemq_delivery
                            where holder >= 0 and holder <= 0 and queue_id = :queue and priority = p.priority
                              and id > (cast(:above as bigint array))[p.priority + 1] and group_id is null
                            order by id
                            limit :limit
                              for update skip locked) as c
                 limit :limit
                """);
    }

    @Override
    public Optional<String> oldestUnderWay() {
        return Optional.of(
                """
                select cast(floor(extract(epoch from least(clock_timestamp(), min(xact_start))) * 1000) as bigint)
                  from pg_stat_activity
                 where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()
                   and application_name like 'oncemq lane %'
                """);
    }

    @Override
    public NextClaim claimNextGrouped() {
        return claimOf(
                """
                select d.ctid as place_id, d.id, d.priority, d.crashes
                  from oncemq_delivery d
                 where d.holder = 0 and d.queue_id = :queue
                   and %s
                   and %s
                 order by d.priority desc, d.id
                 limit :limit
                   for update of d skip locked
                """
                        .formatted(NOT_LEFT_OUT, OWNED));
    }

    /** Claims the candidates up to the first that has crashed a node, or that one alone. */
    private static NextClaim claimOf(String candidates) {
        // The array is filled once, whatever the plan; "any (subquery)" might run the subquery again and claim more.
        return new InOneStatement(
                """
                with candidate as materialized (
                    %s),
                placed as (
                    select place_id, row_number() over place as place, max(crashes) over place as crashes
                      from candidate
                    window place as (order by priority desc, id)),
                claimed as (
                    update oncemq_delivery
                       set holder = :lease
                     where holder + 0 = 0
                       and ctid = any(array(select place_id from placed where place = 1 or crashes = 0))
                    returning id, queue_id, priority, deliveries, crashes, message_id, format, properties, body)
                select d.id, d.queue_id, d.priority, d.deliveries, d.crashes, d.message_id,
                       coalesce(d.format, m.format) as format, coalesce(d.properties, m.properties) as properties,
                       coalesce(d.body, m.body) as body, m.size_bytes, about.candidates, about.grouped
                  from (select (select count(*) from candidate) as candidates,
                               exists (select 1
                                         from oncemq_delivery
                                        where holder = 0 and queue_id = :queue and group_id is not null) as grouped
                       ) as about
                  left join claimed d on true
                  left join oncemq_message m on m.id = d.message_id
                """
                        .formatted(candidates));
    }

    @Override
    public String ownNext() {
        return """
                insert into oncemq_group (queue_id, group_id, lease_id)
                select distinct c.queue_id, c.group_id, cast(:lease as bigint)
                  from (select d.queue_id, d.group_id
                          from oncemq_delivery d
                         where d.holder = 0 and d.queue_id = :queue
                           and %s
                           and %s
                         order by d.priority desc, d.id
                         limit :limit) as c
                 where c.group_id is not null
                   and not exists (select 1
                                     from oncemq_group o
                                    where o.queue_id = c.queue_id and o.group_id = c.group_id)
                 order by c.group_id
                    on conflict (queue_id, group_id) do nothing
                returning group_id
                """
                .formatted(NOT_LEFT_OUT, OBTAINABLE);
    }

    @Override
    public String own() {
        return """
                insert into oncemq_group (queue_id, group_id, lease_id)
                select cast(:queue as bigint), g.group_id, cast(:lease as bigint)
                  from unnest(cast(:groups as varchar array)) as g (group_id)
                 order by g.group_id
                    on conflict (queue_id, group_id) do nothing
                returning group_id
                """;
    }

    @Override
    public int idsAtOnce() {
        return 10_000;
    }

    @Override
    public boolean changesInQueries() {
        return true;
    }

    @Override
    public String heldByKey() {
        return """
                ctid = any(array(
                       select (select k.ctid from oncemq_delivery k where k.holder = :holder and k.id = i.id)
                         from unnest(cast(:ids as bigint array)) as i (id)))
                """;
    }

    @Override
    public String claimIds() {
        return """
                with claimed as (
                    update oncemq_delivery
                       set holder = :lease
                     where holder + 0 = 0
                       and ctid = any(array(
                               select k.place_id
                                 from unnest(cast(:ids as bigint array)) as i (id)
                                cross join lateral (
                                          select d.ctid as place_id
                                            from oncemq_delivery d
                                           where d.holder = %s and d.id = i.id and d.queue_id = :queue
                                             and %s
                                             for update of d skip locked) as k))
                    returning id, queue_id, priority, deliveries, crashes, message_id, format, properties, body)
                select d.id, d.queue_id, d.priority, d.deliveries, d.crashes, d.message_id,
                       coalesce(d.format, m.format) as format, coalesce(d.properties, m.properties) as properties,
                       coalesce(d.body, m.body) as body, m.size_bytes
                  from claimed d
                  left join oncemq_message m on m.id = d.message_id
                """
                .formatted(READY, OWNED);
    }

    @Override
    public String due() {
        return """
                select deliver_at, delivery_id, queue_id
                  from oncemq_delayed
                 where deliver_at <= :now
                 order by deliver_at, delivery_id
                 limit :limit
                   for update skip locked
                """;
    }

    @Override
    public String expiryPage() {
        // The partial index holds just the candidates: no need to page behind :after.
        return """
                select id, true as expired
                  from oncemq_delivery
                 where holder = 0 and expires_at > 0 and expires_at <= :now and cast(:after as bigint) >= 0
                 order by expires_at
                 limit :limit
                   for update skip locked
                """;
    }

    @Override
    public String deadLeases() {
        return """
                select lease_id
                  from oncemq_lease
                 where expires_at <= :now
                    or pg_try_advisory_xact_lock(cast(:store as integer), cast(lease_id & 2147483647 as integer))
                 order by lease_id
                """;
    }

    @Override
    public Optional<String> signOfLife() {
        return Optional.of(
                """
                select pg_try_advisory_lock(
                           cast(:store as integer), cast(cast(:lease as bigint) & 2147483647 as integer))
                """);
    }

    @Override
    public Optional<Notifications> notifications() {
        return Optional.of(new Notifications(
                // Its commit does not wait for the disk, and it is one round trip.
                "select set_config('synchronous_commit', 'off', true), pg_notify(:channel, :text)",
                "listen %s",
                "unlisten *"));
    }
}
