// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.reservation;

import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.ReservationRecords;
import io.oncemq.store.ReservationRecords.Kind;
import io.oncemq.store.ReservationRecords.Owner;
import io.oncemq.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this node has reserved, kept through the loss of a lease: under the next lease it is reserved again, and whoever lost
 * it to another node meanwhile is told. Safe for any thread; {@link #refresh} by one at a time.
 *
 * <p>What is asked of the store about one key is asked under that key's lock, one after the other, so that what was released for
 * one holder does not take away what was reserved for the next.
 */
public final class Reservations {
    private static final Logger LOG = System.getLogger("io.oncemq");
    private static final int LOCKS = 64;

    private final ReservationRecords records;
    private final LeaseKeeper leases;
    private final boolean alone;
    private final Object[] locks = new Object[LOCKS];

    /** Who has what; changed under the key's lock. */
    private final Map<Key, Runnable> reserved = new ConcurrentHashMap<>();

    /** What may have a row that is nobody's; changed under the key's lock. */
    private final Set<Key> toRelease = ConcurrentHashMap.newKeySet();

    private final Set<Long> lost = ConcurrentHashMap.newKeySet();

    /** Something may be reserved under an older lease than the others. */
    private volatile boolean mixed;

    /** The lease that everything is reserved under; 0 for none. Of the thread that refreshes. */
    private long keptUnder;

    private record Key(Kind kind, String name) {
        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    /**
     * For one node.
     *
     * @param alone whether the store has no other nodes, so that nothing need be reserved
     */
    public Reservations(ReservationRecords records, LeaseKeeper leases, boolean alone) {
        this.records = records;
        this.leases = leases;
        this.alone = alone;
        Arrays.setAll(locks, i -> new Object());
    }

    private Object lockOf(Key key) {
        return locks[Math.floorMod(key.hashCode(), LOCKS)];
    }

    /**
     * Reserves something that nobody of this node has, or that whoever has it is about to release.
     *
     * @param onLost run on another thread if another node has it after this one lost its lease; stands for the holder, so another
     *     object each time
     * @return the node that has it; empty if it is this one's now
     */
    public Optional<String> reserve(Kind kind, String name, Runnable onLost) throws StoreException {
        if (alone) {
            return Optional.empty();
        }
        Key key = new Key(kind, name);
        // This may wait for long: the lock is for what is asked of the store.
        NodeLease lease = leases.current();
        synchronized (lockOf(key)) {
            Optional<Owner> holder = reserve(lease, key);
            if (holder.isPresent() && !lost.contains(holder.get().leaseId())) {
                return holder.map(Owner::nodeName);
            }
            reserved.put(key, onLost);
            toRelease.remove(key);
            // What a lost lease of this node has is free as soon as it is rescued; then it is reserved by the next
            // refresh.
            if (holder.isPresent() || leases.currentOrNull() != lease) {
                mixed = true;
            }
            return Optional.empty();
        }
    }

    private Optional<Owner> reserve(NodeLease lease, Key key) throws StoreException {
        try {
            return records.reserve(lease.id(), key.kind, key.name);
        } catch (CommitOutcomeUnknownException e) {
            if (!reserved.containsKey(key)) {
                // If it happened, it is nobody's.
                toRelease.add(key);
            }
            throw e;
        }
    }

    /** As {@link #reserve}, for a connection's client ID. */
    public Optional<String> reserveClientId(String clientId, Runnable onLost) throws StoreException {
        return reserve(Kind.CLIENT_ID, clientId, onLost);
    }

    /** As {@link #release}, for a connection's client ID. */
    public void releaseClientId(String clientId, Runnable onLost) {
        release(Kind.CLIENT_ID, clientId, onLost);
    }

    /** The node that has it, if another one does. */
    public Optional<String> holderElsewhere(Kind kind, String name) throws StoreException {
        if (alone) {
            return Optional.empty();
        }
        NodeLease lease = leases.currentOrNull();
        return records.find(kind, name)
                .filter(holder -> (lease == null || holder.leaseId() != lease.id()) && !lost.contains(holder.leaseId()))
                .map(Owner::nodeName);
    }

    /**
     * Gives it up; if the store does not answer now, as soon as it does. Does nothing if somebody else has it by now.
     *
     * @param onLost as it was reserved with
     */
    public void release(Kind kind, String name, Runnable onLost) {
        Key key = new Key(kind, name);
        synchronized (lockOf(key)) {
            if (reserved.remove(key, onLost)) {
                toRelease.add(key);
                releaseNow(key);
            }
        }
    }

    /** Under the key's lock. */
    private void releaseNow(Key key) {
        NodeLease lease = leases.currentOrNull();
        if (lease == null) {
            return;
        }
        try {
            records.release(lease.id(), key.kind, key.name);
            toRelease.remove(key);
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, key + " is released later, or goes with the lease", e);
        }
    }

    /** What a lost lease had is not another node's. Any thread may call. */
    public void leaseLost(NodeLease lease) {
        lost.add(lease.id());
    }

    /** Releases what could not be released, and reserves everything again under a new lease; cheap if there is nothing to do. */
    public void refresh() throws StoreException {
        for (Key key : toRelease) {
            synchronized (lockOf(key)) {
                // If not, it was reserved for somebody meanwhile.
                if (toRelease.contains(key)) {
                    releaseNow(key);
                }
            }
        }
        NodeLease lease = leases.currentOrNull();
        if (lease == null || (lease.id() == keptUnder && !mixed)) {
            return;
        }
        mixed = false;
        // Until all of it has gone through.
        keptUnder = 0;
        boolean all = true;
        for (Map.Entry<Key, Runnable> each : reserved.entrySet()) {
            all &= keep(lease, each.getKey(), each.getValue());
        }
        keptUnder = all ? lease.id() : 0;
    }

    private boolean keep(NodeLease lease, Key key, Runnable onLost) throws StoreException {
        Owner holder;
        synchronized (lockOf(key)) {
            if (reserved.get(key) != onLost) {
                // Given up; or somebody else's, who has reserved it under this lease or will have another refresh.
                return true;
            }
            holder = reserve(lease, key).orElse(null);
            if (holder == null) {
                return true;
            }
            if (lost.contains(holder.leaseId())) {
                return false;
            }
            reserved.remove(key);
        }
        LOG.log(
                Level.WARNING,
                "ONCEMQ-1504 {0} went to node {1} while this node had lost its lease",
                key,
                holder.nodeName());
        onLost.run();
        return true;
    }
}
