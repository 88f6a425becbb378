// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.reservation;

import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.store.ReservationRecords;
import io.oncemq.store.ReservationRecords.Kind;
import io.oncemq.store.ReservationRecords.Owner;
import io.oncemq.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node has reserved, kept through the loss of a lease: under the next lease it is reserved again, and whoever lost
 * it to another node meanwhile is told. Safe for any thread; {@link #refresh} by one at a time.
 */
public final class Reservations {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private final ReservationRecords records;
    private final LeaseKeeper leases;
    private final boolean alone;
    private final Map<Key, Runnable> reserved = new ConcurrentHashMap<>();
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
    }

    /**
     * Reserves something that nobody of this node has.
     *
     * @param onLost run on another thread if another node has it after this one lost its lease
     * @return the node that has it; empty if it is this one's now
     */
    public Optional<String> reserve(Kind kind, String name, Runnable onLost) throws StoreException {
        if (alone) {
            return Optional.empty();
        }
        Key key = new Key(kind, name);
        NodeLease lease = leases.current();
        Optional<Owner> holder = records.reserve(lease.id(), kind, name);
        if (holder.isPresent() && !lost.contains(holder.get().leaseId())) {
            return holder.map(Owner::nodeName);
        }
        // What a lost lease of this node has is free as soon as it is rescued; then it is reserved by the next refresh.
        reserved.put(key, onLost);
        toRelease.remove(key);
        if (leases.currentOrNull() != lease) {
            mixed = true;
        }
        return Optional.empty();
    }

    /** As {@link #reserve}, for a connection's client ID. */
    public Optional<String> reserveClientId(String clientId, Runnable onLost) throws StoreException {
        return reserve(Kind.CLIENT_ID, clientId, onLost);
    }

    /** As {@link #release}, for a connection's client ID. */
    public void releaseClientId(String clientId) {
        release(Kind.CLIENT_ID, clientId);
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

    /** Gives it up; if the store does not answer now, as soon as it does. */
    public void release(Kind kind, String name) {
        Key key = new Key(kind, name);
        if (reserved.remove(key) != null) {
            toRelease.add(key);
            releaseNow(key);
        }
    }

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
        toRelease.forEach(this::releaseNow);
        NodeLease lease = leases.currentOrNull();
        if (lease == null || (lease.id() == keptUnder && !mixed)) {
            return;
        }
        mixed = false;
        boolean all = true;
        for (Map.Entry<Key, Runnable> each : reserved.entrySet()) {
            all &= keep(lease, each.getKey(), each.getValue());
        }
        keptUnder = all ? lease.id() : 0;
    }

    private boolean keep(NodeLease lease, Key key, Runnable onLost) throws StoreException {
        Owner holder = holder(lease, key);
        if (holder == null) {
            return true;
        }
        if (lost.contains(holder.leaseId())) {
            return false;
        }
        if (reserved.remove(key, onLost)) {
            LOG.log(
                    Level.WARNING,
                    "ONCEMQ-1504 {0} went to node {1} while this node had lost its lease",
                    key,
                    holder.nodeName());
            onLost.run();
        }
        return true;
    }

    private @Nullable Owner holder(NodeLease lease, Key key) throws StoreException {
        Owner holder = records.reserve(lease.id(), key.kind, key.name).orElse(null);
        if (holder == null && !reserved.containsKey(key)) {
            // Given up while it was reserved again.
            records.release(lease.id(), key.kind, key.name);
        }
        return holder;
    }
}
