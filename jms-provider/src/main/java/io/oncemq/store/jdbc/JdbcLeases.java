// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.Lease;
import io.oncemq.store.Leases;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** Leases, each call in a transaction of its own. Safe for any number of threads. */
final class JdbcLeases implements Leases {
    private static final int SLOTS = 1024;

    private final Transactions transactions;
    private final Tables tables;
    private final RemovedQueues removed;
    private final SignsOfLife signs;
    private final int storeKey;

    JdbcLeases(Transactions transactions, Tables tables, RemovedQueues removed, SignsOfLife signs, int storeKey) {
        this.transactions = transactions;
        this.tables = tables;
        this.removed = removed;
        this.signs = signs;
        this.storeKey = storeKey;
    }

    @Override
    public Lease acquire(String nodeName, String processId, Duration term, int lanes) throws StoreException {
        long id = transactions.write("take a lease", tables.leases()::nextId);
        signs.give(id);
        try {
            return transactions.write("take a lease", link -> {
                // One at a time: two must not choose the same slot.
                Schema.requireStill(tables.store().lock(link));
                int slot = freeSlot(id, tables.leases().slots(link));
                long now = tables.now(link);
                tables.leases().insert(link, id, slot, nodeName, processId, now + term.toMillis());
                tables.lanes().insert(link, id, lanes);
                return new Lease(id, slot, now);
            });
        } catch (StoreException e) {
            signs.end(id);
            throw e;
        }
    }

    /** Goes round with the lease ids, so that a slot rests before it is used again. */
    private static int freeSlot(long leaseId, List<Integer> used) throws StoreRefusedException {
        BitSet taken = new BitSet(SLOTS);
        used.forEach(taken::set);
        int start = (int) (leaseId % SLOTS);
        int slot = taken.nextClearBit(start);
        if (slot >= SLOTS) {
            slot = taken.nextClearBit(0);
        }
        if (slot >= SLOTS) {
            throw new StoreRefusedException("all " + SLOTS + " node slots of the store are taken", null);
        }
        return slot;
    }

    @Override
    public long renew(long leaseId, Duration term) throws StoreException {
        long databaseMillis = transactions.writeUnsynced("renew lease " + leaseId, link -> {
            long now = tables.now(link);
            if (tables.leases().renew(link, leaseId, now, now + term.toMillis()) == 0) {
                Schema.requireStill(tables.store().schemaVersion(link));
                throw new StoreConflictException("lease " + leaseId + " has ended", null);
            }
            return now;
        });
        signs.keep(leaseId);
        return databaseMillis;
    }

    @Override
    public List<Long> dead(String processId) throws StoreException {
        return transactions.ask(
                "look for dead leases", link -> tables.leases().dead(link, tables.now(link), processId, storeKey));
    }

    @Override
    public List<Long> rescue(long leaseId) throws StoreException {
        Ended ended = transactions.write("rescue lease " + leaseId, link -> end(link, leaseId, 1));
        tables.claims().lowWater().forget();
        signs.end(leaseId);
        removed.emptySome(ended.removed);
        return ended.ready;
    }

    @Override
    public void surrender(long leaseId) throws StoreException {
        Ended ended = transactions.write("surrender lease " + leaseId, link -> end(link, leaseId, 0));
        signs.end(leaseId);
        removed.emptySome(ended.removed);
    }

    private Ended end(Link link, long leaseId, int crashed) throws SQLException {
        // Waits for what is in flight under the lease, and lets nothing start.
        tables.lanes().delete(link, leaseId);
        // What was being made for it has locked it, so that is seen from here on, or was refused.
        tables.leases().lock(link, leaseId);
        Set<Long> gone = tables.queues().removeOwnedBy(link, leaseId);
        List<Long> queues = tables.deliveries().queuesHeld(link, leaseId);
        if (!queues.isEmpty()) {
            tables.deliveries().makeReady(link, leaseId, 0, crashed);
        }
        tables.groups().deleteOwnedBy(link, leaseId);
        tables.leases().delete(link, leaseId);
        tables.reservations().deleteOwned(link, leaseId);
        return new Ended(queues.stream().filter(id -> !gone.contains(id)).toList(), gone);
    }

    @Override
    public long lastBatch(long leaseId, int lane) throws StoreException {
        return transactions.write("learn the last batch of lease " + leaseId, link -> tables.lanes()
                .lastBatch(link, leaseId, lane));
    }

    @Override
    public boolean settle(long leaseId, int lane, long batchNo) throws StoreException {
        boolean committed = transactions.write("settle batch " + batchNo + " of lease " + leaseId, link -> {
            long last = tables.lanes().lastBatch(link, leaseId, lane);
            if (last < batchNo) {
                tables.lanes().refuseUpTo(link, leaseId, lane, batchNo + 1);
            }
            return last == batchNo;
        });
        if (committed) {
            // Whatever it made ready was not noted, for want of the answer.
            tables.claims().lowWater().forget();
        }
        return committed;
    }

    /** The queues that have more ready deliveries after the end of a lease, and those that are gone with it. */
    private record Ended(List<Long> ready, Set<Long> removed) {}
}
