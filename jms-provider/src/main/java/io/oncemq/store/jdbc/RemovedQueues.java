// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Removes the deliveries of queues that do not exist any more, a page in each transaction, so that nobody waits long for a body
 * that they share. Whoever removed a queue begins with it at once. What that leaves, or what is sent there later by nodes that
 * do not know yet, is found by {@link #sweep}: a queue exists before its first delivery and its id is never given to another, so
 * deliveries whose queue does not exist belong to nobody. It may come back itself, with its id, when its node had lost its lease:
 * so each page asks again once it has seen what it would remove. Safe for any number of threads.
 */
final class RemovedQueues {
    private static final Logger LOGGER = System.getLogger("io.oncemq.store");

    /**
     * The first queue between any two that exist which has something ready, and the first with something delayed: one look into
     * an index for each, however much is in those that exist. Bounds are included, else H2 reads all that is on them.
     */
    private static final Sql BETWEEN_THE_EXISTING = Sql.of(
            """
            select ready, waiting
              from (select (select d.queue_id
                              from oncemq_delivery d
                             where d.holder = 0 and d.queue_id >= gap.low + 1 and d.queue_id <= gap.high - 1
                             order by d.holder, d.queue_id, d.priority desc, d.id
                             fetch first 1 row only) as ready,
                           (select w.queue_id
                              from oncemq_delayed w
                             where w.queue_id >= gap.low + 1 and w.queue_id <= gap.high - 1
                             order by w.queue_id
                             fetch first 1 row only) as waiting
                      from (select id as low,
                                   lead(id, 1, cast(9223372036854775807 as bigint)) over (order by id) as high
                              from (select cast(0 as bigint) as id
                                    union all
                                    select id from oncemq_destination
                                    union all
                                    select id from oncemq_subscription) as existing) as gap) as found
             where ready is not null or waiting is not null
            """);

    private final Transactions transactions;
    private final Removal removal;

    RemovedQueues(Transactions transactions, Removal removal) {
        this.transactions = transactions;
        this.removal = removal;
    }

    /** Removes what there is, page by page; the removal of the queues is committed. What fails is left to {@link #sweep}. */
    void empty(Collection<Long> queues) {
        Deque<Long> left = new ArrayDeque<>(queues);
        try {
            while (!left.isEmpty()) {
                removeSome(left);
            }
        } catch (StoreException e) {
            LOGGER.log(Level.DEBUG, "what removed queues hold goes later", e);
        }
    }

    /** As {@link #empty}, for who is in a hurry: a page only. */
    void emptySome(Collection<Long> queues) {
        if (queues.isEmpty()) {
            return;
        }
        try {
            removeSome(new ArrayDeque<>(queues));
        } catch (StoreException e) {
            LOGGER.log(Level.DEBUG, "what removed queues hold goes later", e);
        }
    }

    /**
     * Removes a page of what is ready or delayed in queues that do not exist. What is claimed, or held by branches, becomes that
     * or goes.
     *
     * @return whether it found something: there may be more
     */
    boolean sweep() throws StoreException {
        Set<Long> gone = transactions.ask("look for what removed queues hold", RemovedQueues::find);
        if (!gone.isEmpty()) {
            removeSome(new ArrayDeque<>(gone));
        }
        return !gone.isEmpty();
    }

    private static Set<Long> find(Link link) throws SQLException {
        Set<Long> found = new TreeSet<>();
        link.command(BETWEEN_THE_EXISTING)
                .list(row -> List.of(row.getLong("ready"), row.getLong("waiting")))
                .forEach(found::addAll);
        // Null reads as 0.
        found.remove(0L);
        return found;
    }

    /** Not synced: what a crash brings back is found again. */
    private void removeSome(Deque<Long> queues) throws StoreException {
        transactions.writeUnsynced("remove what removed queues hold", link -> removal.removeSome(link, queues));
    }
}
