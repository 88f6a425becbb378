// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.engine.destination.Destinations;
import io.oncemq.engine.destination.Subscriptions;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.Lanes;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.Batch;
import io.oncemq.store.BranchRecords;
import io.oncemq.store.BranchRecords.BranchRecord;
import io.oncemq.store.BranchXid;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * The XA branches that this node works on, by the value of their xid, and the ends of all branches of the store. Safe for
 * any thread. Store trouble is answered with XAER_RMFAIL, so that the transaction manager tries again; no decision is
 * ever taken here on its own (X/Open XA, Jakarta Transactions 3.4).
 */
public final class Branches {
    private final BranchRecords records;
    private final Transactions transactions;
    private final Destinations destinations;
    private final Subscriptions subscriptions;
    private final Lanes lanes;
    private final LeaseKeeper leases;
    private final LocalQueues queues;
    private final DatabaseClock clock;
    private final EngineSettings settings;
    private final Runnable delayedSent;
    private final ConcurrentMap<BranchXid, Branch> branches = new ConcurrentHashMap<>();

    public Branches(
            BranchRecords records,
            Transactions transactions,
            Destinations destinations,
            Subscriptions subscriptions,
            Lanes lanes,
            LeaseKeeper leases,
            LocalQueues queues,
            DatabaseClock clock,
            EngineSettings settings,
            Runnable delayedSent) {
        this.records = records;
        this.transactions = transactions;
        this.destinations = destinations;
        this.subscriptions = subscriptions;
        this.lanes = lanes;
        this.leases = leases;
        this.queues = queues;
        this.clock = clock;
        this.settings = settings;
        this.delayedSent = delayedSent;
    }

    /** A branch that is worked on for the first time. */
    Branch begin(BranchXid xid, int timeoutSeconds) throws XAException {
        Branch branch = new Branch(xid);
        if (timeoutSeconds > 0) {
            branch.deadlineNanos = System.nanoTime() + timeoutSeconds * 1_000_000_000L;
        }
        branch.associations = 1;
        if (branches.putIfAbsent(xid, branch) != null) {
            throw error(XAException.XAER_DUPID, "branch " + xid + " exists");
        }
        return branch;
    }

    /** A branch that other resources of this node work on. */
    Branch join(BranchXid xid) throws XAException {
        Branch branch = require(xid);
        synchronized (branch) {
            requireActive(branch);
            if (branch.rollbackOnly || branch.timedOut()) {
                branch.rollbackOnly = true;
                throw error(XAException.XA_RBROLLBACK, "branch " + xid + " can only be rolled back");
            }
            branch.associations++;
            return branch;
        }
    }

    int prepare(BranchXid xid) throws XAException {
        Branch branch = require(xid);
        synchronized (branch) {
            requireEnded(branch);
            if (branch.rollbackOnly || branch.timedOut()) {
                boolean timedOut = !branch.rollbackOnly;
                rollBackActive(branch);
                throw error(
                        timedOut ? XAException.XA_RBTIMEOUT : XAException.XA_RBROLLBACK,
                        "branch " + xid + " was rolled back");
            }
            branch.work.close();
            if (branch.work.isEmpty()) {
                finish(branch);
                return XAResource.XA_RDONLY;
            }
            try {
                writePrepare(branch);
                branch.state = Branch.State.PREPARED;
                return XAResource.XA_OK;
            } catch (StoreConflictException e) {
                rollBackActive(branch);
                throw error(XAException.XA_RBROLLBACK, "branch " + xid + " was rolled back: " + e.getMessage(), e);
            } catch (StoreRefusedException e) {
                rollBackActive(branch);
                throw error(XAException.XA_RBOTHER, "branch " + xid + " was rolled back: " + e.getMessage(), e);
            } catch (StoreException e) {
                throw error(XAException.XAER_RMFAIL, "branch " + xid + " could not be prepared", e);
            }
        }
    }

    private void writePrepare(Branch branch) throws StoreException {
        NodeLease lease = transactions.leaseOf(branch.work.received());
        branch.id = records.nextId();
        PreparedSends sends = new PreparedSends(destinations, subscriptions, clock);
        Batch batch = new Batch();
        sends.prepare(batch, branch.id, lease, branch.work.sends());
        List<HeldDelivery> acknowledgements = new ArrayList<>();
        for (Claim claim : branch.work.received()) {
            if (claim.isStored()) {
                acknowledgements.add(claim.row());
            }
        }
        batch.branch(new Batch.Prepare(branch.id, branch.xid, acknowledgements, settings.nodeName()));
        lanes.assign().commit(lease, batch);
        branch.prepared = sends;
    }

    void commit(BranchXid xid, boolean onePhase) throws XAException {
        Branch branch = branches.get(xid);
        if (branch == null) {
            if (onePhase) {
                throw unknown(xid);
            }
            endStored(xid, id -> new Batch.Commit(id, List.of()));
            return;
        }
        synchronized (branch) {
            if (branch.state == Branch.State.FINISHED) {
                throw unknown(xid);
            }
            if (onePhase) {
                requireEnded(branch);
                commitActive(branch);
            } else if (branch.state == Branch.State.PREPARED) {
                commitPrepared(branch);
            } else {
                throw error(XAException.XAER_PROTO, "branch " + xid + " has not been prepared");
            }
        }
    }

    private void commitActive(Branch branch) throws XAException {
        if (branch.rollbackOnly || branch.timedOut()) {
            rollBackActive(branch);
            throw error(XAException.XA_RBROLLBACK, "branch " + branch.xid + " was rolled back");
        }
        try {
            transactions.commit(lanes.assign(), branch.work);
            finish(branch);
        } catch (StoreConflictException e) {
            rollBackActive(branch);
            throw error(XAException.XA_RBROLLBACK, "branch " + branch.xid + " was rolled back: " + e.getMessage(), e);
        } catch (StoreRefusedException e) {
            rollBackActive(branch);
            throw error(XAException.XA_RBOTHER, "branch " + branch.xid + " was rolled back: " + e.getMessage(), e);
        } catch (StoreException e) {
            throw error(XAException.XAER_RMFAIL, "branch " + branch.xid + " could not be committed", e);
        }
    }

    private void commitPrepared(Branch branch) throws XAException {
        PreparedSends sends = branch.prepared;
        if (sends == null) {
            throw error(XAException.XAER_PROTO, "branch " + branch.xid + " has not been prepared");
        }
        boolean done = false;
        try {
            NodeLease lease = leases.current();
            Batch batch = new Batch();
            batch.branch(new Batch.Commit(branch.id, sends.place(lease)));
            lanes.assign().commit(lease, batch);
            done = true;
        } catch (StoreConflictException e) {
            throw afterConflict(branch, e);
        } catch (StoreException e) {
            throw error(XAException.XAER_RMFAIL, "branch " + branch.xid + " could not be committed yet", e);
        } finally {
            if (!done) {
                sends.cancelled();
            }
        }
        finish(branch);
        sends.published();
        branch.work.received().forEach(claim -> claim.queue().ended(claim));
        if (sends.hasDelayed()) {
            delayedSent.run();
        }
    }

    void rollback(BranchXid xid) throws XAException {
        Branch branch = branches.get(xid);
        if (branch == null) {
            endStored(xid, Batch.Rollback::new);
            return;
        }
        synchronized (branch) {
            switch (branch.state) {
                case FINISHED -> throw unknown(xid);
                case ACTIVE -> rollBackActive(branch);
                case PREPARED -> rollBackPrepared(branch);
            }
        }
    }

    private void rollBackActive(Branch branch) {
        finish(branch);
        transactions.rollback(branch.work);
    }

    private void rollBackPrepared(Branch branch) throws XAException {
        try {
            Batch batch = new Batch();
            batch.branch(new Batch.Rollback(branch.id));
            lanes.assign().commit(leases.current(), batch);
        } catch (StoreConflictException e) {
            throw afterConflict(branch, e);
        } catch (StoreException e) {
            throw error(XAException.XAER_RMFAIL, "branch " + branch.xid + " could not be rolled back yet", e);
        }
        finish(branch);
        Set<LocalQueue> returnedTo = new LinkedHashSet<>();
        for (Claim claim : branch.work.received()) {
            if (!claim.isStored()) {
                transactions.reject(List.of(claim), branch.work.failure());
            } else {
                claim.queue().ended(claim);
                returnedTo.add(claim.queue());
            }
        }
        returnedTo.forEach(LocalQueue::olderReturned);
    }

    /** A branch that is known from the store alone: prepared by a node or a JVM that is gone, or never at all. */
    private void endStored(BranchXid xid, Ending ending) throws XAException {
        try {
            Optional<BranchRecord> record = records.find(xid);
            if (record.isEmpty()) {
                throw unknown(xid);
            }
            Batch batch = new Batch();
            batch.branch(ending.change(record.get().id()));
            lanes.assign().commit(leases.current(), batch);
            queues.wakeAll();
            delayedSent.run();
        } catch (StoreConflictException e) {
            throw error(XAException.XAER_RMFAIL, "branch " + xid + " was changed meanwhile", e);
        } catch (StoreException e) {
            throw error(XAException.XAER_RMFAIL, "branch " + xid + " could not be ended yet", e);
        }
    }

    /** Somebody else may have ended it; the store knows. */
    private XAException afterConflict(Branch branch, StoreConflictException cause) {
        try {
            if (records.find(branch.xid).isEmpty()) {
                finish(branch);
                return unknown(branch.xid);
            }
        } catch (StoreException e) {
            cause.addSuppressed(e);
        }
        return error(XAException.XAER_RMFAIL, "branch " + branch.xid + " could not be ended yet", cause);
    }

    /** All prepared branches of the store, whichever node prepared them. */
    List<BranchRecord> prepared() throws XAException {
        try {
            return records.list();
        } catch (StoreException e) {
            throw error(XAException.XAER_RMFAIL, "the prepared branches could not be listed", e);
        }
    }

    /** Never needed, as no branch ends heuristically; a branch that is there is not forgotten. */
    void forget(BranchXid xid) throws XAException {
        if (branches.containsKey(xid)) {
            throw error(XAException.XAER_PROTO, "branch " + xid + " was not ended heuristically");
        }
        throw unknown(xid);
    }

    private void finish(Branch branch) {
        branch.state = Branch.State.FINISHED;
        branches.remove(branch.xid, branch);
    }

    private Branch require(BranchXid xid) throws XAException {
        Branch branch = branches.get(xid);
        if (branch == null) {
            throw unknown(xid);
        }
        return branch;
    }

    private static void requireActive(Branch branch) throws XAException {
        if (branch.state != Branch.State.ACTIVE) {
            throw error(XAException.XAER_PROTO, "branch " + branch.xid + " is " + branch.state);
        }
    }

    private static void requireEnded(Branch branch) throws XAException {
        requireActive(branch);
        if (branch.associations > 0) {
            throw error(XAException.XAER_PROTO, "branch " + branch.xid + " has not been ended");
        }
    }

    static XAException unknown(BranchXid xid) {
        return error(XAException.XAER_NOTA, "there is no branch " + xid);
    }

    static XAException error(int code, String message) {
        XAException exception = new XAException(message);
        exception.errorCode = code;
        return exception;
    }

    static XAException error(int code, String message, Throwable cause) {
        XAException exception = error(code, message + ": " + cause.getMessage());
        exception.initCause(cause);
        return exception;
    }

    @FunctionalInterface
    private interface Ending {
        Batch.BranchChange change(long branchId);
    }
}
