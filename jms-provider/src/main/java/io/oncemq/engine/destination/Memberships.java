// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.store.StoreException;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shared subscriptions that this node has joined because it has consumers on them, kept through the loss of a lease. By one
 * thread at a time, except {@link #isEmpty}.
 */
final class Memberships {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private final SubscriptionRecords records;
    private final LeaseKeeper leases;

    /** By subscription, the lease under which it was joined. */
    private final Map<Long, Long> joined = new ConcurrentHashMap<>();

    /** The same, of what could not be left yet. */
    private final Map<Long, Long> toLeave = new ConcurrentHashMap<>();

    Memberships(SubscriptionRecords records, LeaseKeeper leases) {
        this.records = records;
        this.leases = leases;
    }

    /** Whether there is nothing to keep. Any thread may ask. */
    boolean isEmpty() {
        return joined.isEmpty() && toLeave.isEmpty();
    }

    /** Makes a shared subscription with this node as its first member. */
    SubscriptionRecord create(SubscriptionRecord asked, NodeLease lease) throws StoreException {
        SubscriptionRecord record = records.createJoined(asked, lease.id());
        joined.put(record.id(), lease.id());
        return record;
    }

    /** Returns false if the subscription is gone. */
    boolean join(long id) throws StoreException {
        NodeLease lease = leases.current();
        Long under = joined.get(id);
        if (under != null && under == lease.id()) {
            return true;
        }
        return joinUnder(lease, id);
    }

    private boolean joinUnder(NodeLease lease, long id) throws StoreException {
        boolean exists;
        try {
            exists = records.join(id, lease.id());
        } catch (StoreException e) {
            if (!joined.containsKey(id)) {
                // It may have happened.
                toLeave.put(id, lease.id());
            }
            throw e;
        }
        forget(id);
        if (exists) {
            // What is left of an older lease goes with that.
            joined.put(id, lease.id());
        }
        return exists;
    }

    /** The subscription is gone. */
    void forget(long id) {
        joined.remove(id);
        toLeave.remove(id);
    }

    /**
     * Gives it up; if that fails, {@link #refresh} tries again.
     *
     * @return whether the subscription has ended with it, or before
     */
    boolean leave(long id) throws StoreException {
        giveUp(id);
        return leaveNow(id);
    }

    /** As {@link #leave}, by the next {@link #refresh}. */
    void giveUp(long id) {
        Long under = joined.remove(id);
        if (under != null) {
            toLeave.put(id, under);
        }
    }

    private boolean leaveNow(long id) throws StoreException {
        Long under = toLeave.get(id);
        if (under == null) {
            return false;
        }
        boolean gone = records.leave(id, under);
        toLeave.remove(id);
        return gone;
    }

    /**
     * Leaves what could not be left, and joins again under a new lease what was joined under another; asks nothing of the store
     * if there is nothing to do.
     *
     * @return the subscriptions that were found to be gone
     */
    List<Long> refresh() throws StoreException {
        List<Long> gone = new ArrayList<>();
        for (long id : toLeave.keySet()) {
            if (leaveNow(id)) {
                gone.add(id);
            }
        }
        NodeLease lease = leases.currentOrNull();
        if (lease == null) {
            return gone;
        }
        for (Map.Entry<Long, Long> each : joined.entrySet()) {
            if (each.getValue() != lease.id() && !joinUnder(lease, each.getKey())) {
                LOG.log(
                        Level.WARNING,
                        "ONCEMQ-1503 shared subscription #{0} ended while this node had lost its lease",
                        each.getKey().toString());
                gone.add(each.getKey());
            }
        }
        return gone;
    }
}
