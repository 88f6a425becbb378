// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.engine.destination.Destinations;
import io.oncemq.engine.destination.Subscriptions;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.Lanes;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.engine.space.SpaceGuard;
import io.oncemq.store.Batch;
import io.oncemq.store.BranchRecords;
import io.oncemq.store.BranchRecords.BranchRecord;
import io.oncemq.store.BranchRecords.Holding;
import io.oncemq.store.BranchXid;
import io.oncemq.store.CommitOutcomeUnknownException;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
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
    private final SpaceGuard space;
    private final Runnable delayedSent;
    private final EngineListener listener;
    private final AtomicBoolean recoveryAsked = new AtomicBoolean();
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
            SpaceGuard space,
            Runnable delayedSent,
            EngineListener listener) {
        this.records = records;
        this.transactions = transactions;
        this.destinations = destinations;
        this.subscriptions = subscriptions;
        this.lanes = lanes;
        this.leases = leases;
        this.queues = queues;
        this.clock = clock;
        this.settings = settings;
        this.space = space;
        this.delayedSent = delayedSent;
        this.listener = listener;
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
            requireUnbroken(branch);
            branch.associations++;
            return branch;
        }
    }

    /** A branch that this resource has suspended is worked on again; it stays suspended if this fails. */
    void resume(Branch branch) throws XAException {
        synchronized (branch) {
            requireActive(branch);
            requireUnbroken(branch);
        }
    }

    /**
     * A resource's work on a branch ends, or pauses.
     *
     * @return true if it is suspended
     * @throws XAException if it took too long; it has ended all the same
     */
    boolean end(Branch branch, int flags) throws XAException {
        synchronized (branch) {
            if (flags == XAResource.TMFAIL && branch.rollbackCode() == 0) {
                branch.rollbackCode = XAException.XA_RBROLLBACK;
            }
            if (branch.state == Branch.State.FINISHED) {
                // Rolled back before it was ended: some managers do that (GlassFish), and expect no complaint.
                return false;
            }
            boolean late = branch.rollbackCode() == XAException.XA_RBTIMEOUT;
            if (flags == XAResource.TMSUSPEND && !late) {
                return true;
            }
            branch.associations--;
            if (late && flags != XAResource.TMFAIL) {
                throw error(XAException.XA_RBTIMEOUT, "branch " + branch.xid + " took longer than its time-out");
            }
            return false;
        }
    }

    /** The answer to a session that did not suspend the branch it wants to resume. */
    XAException notSuspended(BranchXid xid) throws XAException {
        require(xid);
        return error(XAException.XAER_PROTO, "this session has not suspended branch " + xid);
    }

    /** The answer to a session that ends a branch it does not work on. */
    XAException notAssociated(BranchXid xid) throws XAException {
        require(xid);
        return error(XAException.XAER_PROTO, "this session does not work on branch " + xid);
    }

    int prepare(BranchXid xid) throws XAException {
        Branch branch = require(xid);
        synchronized (branch) {
            requireEnded(branch);
            rollBackIfBroken(branch);
            branch.work.close();
            if (branch.work.isEmpty()) {
                finish(branch);
                branch.work.ended();
                return XAResource.XA_RDONLY;
            }
            try {
                branch.work.received().forEach(claim -> claim.queue().inDoubt(claim));
                writePrepare(branch);
                branch.state = Branch.State.PREPARED;
                return XAResource.XA_OK;
            } catch (StoreConflictException e) {
                rollBackActive(branch);
                // The row may be there already: then the transaction manager used an xid twice.
                throw error(isStored(xid) ? XAException.XA_RBPROTO : XAException.XA_RBROLLBACK, rolledBack(xid), e);
            } catch (StoreRefusedException e) {
                rollBackActive(branch);
                throw error(XAException.XA_RBOTHER, rolledBack(xid), e);
            } catch (CommitOutcomeUnknownException e) {
                branch.state = Branch.State.UNKNOWN;
                throw error(XAException.XAER_RMFAIL, "it is not known whether branch " + xid + " was prepared", e);
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
        batch.branch(new Batch.Prepare(branch.id, branch.xid, acknowledgements(branch), settings.nodeName()));
        space.write(lanes.assign(), lease, batch);
        branch.prepared = sends;
    }

    private static List<HeldDelivery> acknowledgements(Branch branch) {
        List<HeldDelivery> stored = new ArrayList<>();
        for (Claim claim : branch.work.received()) {
            if (claim.isStored()) {
                stored.add(claim.row());
            }
        }
        return stored;
    }

    void commit(BranchXid xid, boolean onePhase) throws XAException {
        Branch branch = onePhase ? require(xid) : branches.get(xid);
        if (branch == null) {
            endStored(xid, id -> new Batch.Commit(id, List.of(), null));
            return;
        }
        synchronized (branch) {
            if (onePhase) {
                requireEnded(branch);
                commitActive(branch);
                return;
            }
            switch (branch.state) {
                case FINISHED -> throw unknown(xid);
                case ACTIVE -> throw error(XAException.XAER_PROTO, "branch " + xid + " has not been prepared");
                case UNKNOWN -> endUnknown(branch, id -> new Batch.Commit(id, List.of(), null));
                case PREPARED -> commitPrepared(branch);
            }
        }
    }

    private void commitActive(Branch branch) throws XAException {
        rollBackIfBroken(branch);
        try {
            transactions.commit(lanes.assign(), branch.work);
            finish(branch);
            branch.work.ended();
        } catch (StoreConflictException e) {
            rollBackActive(branch);
            throw error(XAException.XA_RBROLLBACK, rolledBack(branch.xid), e);
        } catch (StoreRefusedException e) {
            rollBackActive(branch);
            throw error(XAException.XA_RBOTHER, rolledBack(branch.xid), e);
        } catch (CommitOutcomeUnknownException e) {
            // Tried again it might happen twice. From now on the answer is that there is no such branch, which leaves
            // open how it ended.
            over(branch);
            throw error(XAException.XAER_RMFAIL, "it is not known whether branch " + branch.xid + " was committed", e);
        } catch (StoreException e) {
            // Nothing was written. A transaction manager takes anything but a rollback for a commit or a hazard, and
            // does
            // not ask again.
            rollBackActive(branch);
            throw error(XAException.XA_RBCOMMFAIL, rolledBack(branch.xid), e);
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
            List<Long> claimed = sends.place(lease);
            Batch.Content content = sends.areTimed() ? null : new Batch.Content(acknowledgements(branch), sends.ids());
            batch.branch(new Batch.Commit(branch.id, claimed, content));
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
        space.removed(branch.work.received());
        branch.work.received().forEach(claim -> claim.queue().ended(claim));
        if (sends.hasDelayed()) {
            delayedSent.run();
        }
        branch.work.ended();
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
                case UNKNOWN -> endUnknown(branch, Batch.Rollback::new);
                case PREPARED -> rollBackPrepared(branch);
            }
        }
    }

    private void rollBackActive(Branch branch) {
        finish(branch);
        transactions.rollback(branch.work);
        branch.work.ended();
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
        List<Claim> returned = new ArrayList<>();
        for (Claim claim : branch.work.received()) {
            if (!claim.isStored()) {
                transactions.reject(List.of(claim), branch.work.failure());
            } else {
                returned.add(claim);
            }
        }
        olderReturned(returned);
        branch.work.ended();
    }

    /** They are ready in the store again. Their groups stay closed until the younger ones have followed. */
    private static void olderReturned(List<Claim> claims) {
        Set<LocalQueue> queues = new LinkedHashSet<>();
        claims.forEach(claim -> queues.add(claim.queue()));
        queues.forEach(LocalQueue::olderReturned);
        claims.forEach(claim -> claim.queue().ended(claim));
    }

    /** Its prepare was not answered; nothing is known but what the store says now. */
    private void endUnknown(Branch branch, Ending ending) throws XAException {
        try {
            endStored(branch.xid, ending);
            over(branch);
        } catch (XAException e) {
            if (e.errorCode != XAException.XAER_NOTA) {
                throw e;
            }
            rollBackActive(branch);
            if (ending.change(1) instanceof Batch.Commit) {
                throw error(XAException.XAER_PROTO, "branch " + branch.xid + " was not prepared: it is rolled back");
            }
        }
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
            queues.wakeAllNodes();
            delayedSent.run();
        } catch (StoreConflictException e) {
            throw isStored(xid)
                    ? error(XAException.XAER_RMFAIL, "branch " + xid + " could not be ended yet", e)
                    : unknown(xid);
        } catch (StoreException e) {
            throw error(XAException.XAER_RMFAIL, "branch " + xid + " could not be ended yet", e);
        }
    }

    /** Somebody else may have ended it; the store knows. */
    private XAException afterConflict(Branch branch, StoreConflictException cause) throws XAException {
        if (isStored(branch.xid)) {
            return error(XAException.XAER_RMFAIL, "branch " + branch.xid + " could not be ended yet", cause);
        }
        over(branch);
        return unknown(branch.xid);
    }

    private boolean isStored(BranchXid xid) throws XAException {
        try {
            return records.find(xid).isPresent();
        } catch (StoreException e) {
            throw error(XAException.XAER_RMFAIL, "the store could not be asked for branch " + xid, e);
        }
    }

    /**
     * Forgets those prepared branches that other nodes have ended meanwhile.
     *
     * @return how many there were
     */
    public int forgetEnded() throws StoreException {
        List<Branch> prepared = branches.values().stream()
                .filter(branch -> branch.state == Branch.State.PREPARED)
                .toList();
        if (prepared.isEmpty()) {
            return 0;
        }
        Set<Long> stored = records.list().stream().map(BranchRecord::id).collect(Collectors.toSet());
        int ended = 0;
        for (Branch branch : prepared) {
            synchronized (branch) {
                if (branch.state == Branch.State.PREPARED && !stored.contains(branch.id)) {
                    over(branch);
                    ended++;
                }
            }
        }
        return ended;
    }

    /** All prepared branches of the store, whichever node prepared them, for a transaction manager. */
    List<BranchRecord> recover() throws XAException {
        try {
            List<BranchRecord> found = records.list();
            if (recoveryAsked.compareAndSet(false, true)) {
                listener.recoveryAsked(found.size());
            }
            return found;
        } catch (StoreException e) {
            throw error(XAException.XAER_RMFAIL, "the prepared branches could not be listed", e);
        }
    }

    /** All prepared branches of the store, whichever node prepared them, oldest first. */
    public List<BranchRecord> inDoubt() throws StoreException {
        return records.list();
    }

    /** What a prepared branch holds. */
    public List<Holding> holdings(BranchRecord branch) throws StoreException {
        return records.holdings(branch.id());
    }

    /** Whether a transaction manager has asked this node for prepared branches. */
    public boolean recoveryAsked() {
        return recoveryAsked.get();
    }

    /** Ends a prepared branch on an administrator's word. */
    public void decide(BranchXid xid, boolean commit) throws XAException {
        if (commit) {
            commit(xid, false);
        } else if (isStored(xid)) {
            rollback(xid);
        } else {
            // Worked on, but not in doubt: that is its transaction manager's alone.
            throw unknown(xid);
        }
        listener.branchDecided(xid.toString(), commit);
    }

    /** Never needed, as no branch ends heuristically; a branch that is there is not forgotten. */
    void forget(BranchXid xid) throws XAException {
        require(xid);
        throw error(XAException.XAER_PROTO, "branch " + xid + " was not ended heuristically");
    }

    private void finish(Branch branch) {
        branch.state = Branch.State.FINISHED;
        branches.remove(branch.xid, branch);
    }

    /** It has ended without this node; what it received is not this node's any more. */
    private void over(Branch branch) {
        finish(branch);
        branch.work.close();
        olderReturned(branch.work.received());
        branch.work.ended();
    }

    /** A branch of this node. One that only the store knows is prepared, which no caller of this can use. */
    private Branch require(BranchXid xid) throws XAException {
        Branch branch = branches.get(xid);
        if (branch == null) {
            throw isStored(xid) ? error(XAException.XAER_PROTO, "branch " + xid + " is prepared") : unknown(xid);
        }
        return branch;
    }

    private static void requireActive(Branch branch) throws XAException {
        if (branch.state == Branch.State.FINISHED) {
            throw unknown(branch.xid);
        }
        if (branch.state != Branch.State.ACTIVE) {
            throw error(XAException.XAER_PROTO, "branch " + branch.xid + " is prepared");
        }
    }

    private static void requireEnded(Branch branch) throws XAException {
        requireActive(branch);
        if (branch.associations > 0) {
            throw error(XAException.XAER_PROTO, "branch " + branch.xid + " has not been ended");
        }
    }

    private static void requireUnbroken(Branch branch) throws XAException {
        if (branch.rollbackCode() != 0) {
            throw error(branch.rollbackCode(), "branch " + branch.xid + " can only be rolled back");
        }
    }

    private void rollBackIfBroken(Branch branch) throws XAException {
        int code = branch.rollbackCode();
        if (code != 0) {
            rollBackActive(branch);
            throw error(code, rolledBack(branch.xid));
        }
    }

    private static String rolledBack(BranchXid xid) {
        return "branch " + xid + " was rolled back";
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
