// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import io.oncemq.store.SubscriptionRecords.Kept;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * This node's part in subscriptions, kept through the loss of a lease: the shared ones that it has joined because it has
 * consumers on them, and the unshared ones of its own that are not durable. Remembers also what it could not give up. By one
 * thread at a time, except {@link #isEmpty}.
 */
final class Memberships {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private final SubscriptionRecords records;
    private final LeaseKeeper leases;
    private final Map<Long, Part> joined = new ConcurrentHashMap<>();

    /** What could not be left yet. */
    private final Map<Long, Part> toLeave = new ConcurrentHashMap<>();

    /** What was asked for where nobody could say whether it was made, with the lease that it would be of. */
    private final Set<Part> doubtful = ConcurrentHashMap.newKeySet();

    /** Hears what {@link #refresh} does, even if it fails in the end. */
    interface Changes {
        /** The subscription is gone. */
        void gone(long id);

        /** It was gone, and is there again: no node knows of that yet. */
        void remade(long id);
    }

    /** A subscription, and the lease under which this node has a part in it. */
    private record Part(SubscriptionRecord record, long lease) {}

    Memberships(SubscriptionRecords records, LeaseKeeper leases) {
        this.records = records;
        this.leases = leases;
    }

    /** Whether there is nothing to keep. Any thread may ask. */
    boolean isEmpty() {
        return joined.isEmpty() && toLeave.isEmpty() && doubtful.isEmpty();
    }

    /** Whether this node has a part in it, or has still to give it up. */
    boolean contains(long id) {
        return joined.containsKey(id) || toLeave.containsKey(id);
    }

    /** Makes a subscription that goes with its lease: an unshared one, or a shared one with this node as its first member. */
    SubscriptionRecord create(SubscriptionRecord asked, NodeLease lease) throws StoreException {
        SubscriptionRecord record;
        try {
            record = asked.shared() ? records.createJoined(asked, lease.id()) : records.create(asked);
        } catch (CommitOutcomeUnknownException e) {
            doubtful.add(new Part(asked, lease.id()));
            throw e;
        }
        joined.put(record.id(), new Part(record, lease.id()));
        return record;
    }

    /** Returns false if the subscription is gone. */
    boolean join(SubscriptionRecord record) throws StoreException {
        NodeLease lease = leases.current();
        Part part = joined.get(record.id());
        if (part != null && part.lease == lease.id()) {
            return true;
        }
        long id = record.id();
        boolean exists;
        try {
            exists = records.join(id, lease.id());
        } catch (StoreException e) {
            if (!joined.containsKey(id)) {
                // It may have happened.
                toLeave.put(id, new Part(record, lease.id()));
            }
            throw e;
        }
        forget(id);
        if (exists) {
            // What is left of an older lease goes with that.
            joined.put(id, new Part(record, lease.id()));
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
        Part part = joined.remove(id);
        if (part != null) {
            toLeave.put(id, part);
        }
    }

    private boolean leaveNow(long id) throws StoreException {
        Part part = toLeave.get(id);
        if (part == null) {
            return false;
        }
        boolean gone = true;
        if (part.record.shared()) {
            gone = records.leave(id, part.lease);
        } else {
            records.delete(id);
        }
        toLeave.remove(id);
        return gone;
    }

    /**
     * Takes part under a new lease in what this node took part in under another, making again what has been removed with that,
     * and leaves what could not be left; asks nothing of the store if there is nothing to do.
     */
    void refresh(Changes changes) throws StoreException {
        NodeLease lease = leases.currentOrNull();
        if (lease != null) {
            for (Part part : joined.values()) {
                if (part.lease != lease.id() && !keep(part, lease, changes)) {
                    LOG.log(Level.WARNING, "ONCEMQ-1503 {0} ended while this node had lost its lease", name(part));
                    forget(part.record.id());
                    changes.gone(part.record.id());
                }
            }
        }
        findDoubtful();
        for (long id : toLeave.keySet()) {
            if (leaveNow(id)) {
                changes.gone(id);
            }
        }
    }

    /** Returns false if it is gone for good. */
    private boolean keep(Part part, NodeLease lease, Changes changes) throws StoreException {
        if (part.record.durable()) {
            return join(part.record);
        }
        Kept kept;
        try {
            kept = records.keep(part.record, part.lease, lease.id());
        } catch (StoreConflictException e) {
            if (isReplaced(part.record)) {
                return false;
            }
            // The next lease has been lost as well.
            throw e;
        }
        if (kept == Kept.GONE) {
            return false;
        }
        joined.put(part.record.id(), new Part(part.record, lease.id()));
        if (kept == Kept.REMADE) {
            changes.remade(part.record.id());
            LOG.log(
                    Level.WARNING,
                    "ONCEMQ-1505 {0} was removed with the lease that this node had lost, and is there again: what was published"
                            + " meanwhile did not reach its consumers",
                    name(part));
        }
        return true;
    }

    /** While this node had no part in a shared one any more, another node has made it anew. */
    private boolean isReplaced(SubscriptionRecord record) throws StoreException {
        return record.shared()
                && records.list().stream().anyMatch(other -> other.id() != record.id() && hasSameName(other, record));
    }

    private static boolean hasSameName(SubscriptionRecord one, SubscriptionRecord other) {
        return one.shared() == other.shared()
                && one.durable() == other.durable()
                && one.clientId().equals(other.clientId())
                && one.name().equals(other.name());
    }

    /** What was made although nobody could say so is left: whoever asked for it was told that it failed. */
    private void findDoubtful() throws StoreException {
        if (doubtful.isEmpty()) {
            return;
        }
        for (SubscriptionRecord record : records.list()) {
            for (Part part : doubtful) {
                if (!joined.containsKey(record.id())
                        && record.ownerLease() == part.record.ownerLease()
                        && hasSameName(record, part.record)) {
                    toLeave.put(record.id(), new Part(record, part.lease));
                }
            }
        }
        doubtful.clear();
    }

    private static String name(Part part) {
        SubscriptionRecord record = part.record;
        return (record.shared() ? "shared subscription " : "subscription ")
                + (record.name().isEmpty() ? "" : record.name() + " ") + "#" + record.id();
    }
}
