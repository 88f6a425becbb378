// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.engine.transaction.EngineXaResource;
import io.oncemq.engine.transaction.Work;
import io.oncemq.simulation.History.Delivery;
import io.oncemq.simulation.History.Message;
import io.oncemq.simulation.History.Reader;
import io.oncemq.simulation.History.State;
import io.oncemq.store.BranchXid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * The transaction managers of all nodes and their log, which outlives crashes. Presumed abort: a branch of theirs that
 * the log does not say to commit is rolled back by whoever recovers it.
 */
final class GlobalTransactions {
    private static final int FORMAT = 7;

    private final Scheduler scheduler;
    private final History history;
    private final Map<BranchXid, Branch> log = new LinkedHashMap<>();

    GlobalTransactions(Scheduler scheduler, History history) {
        this.scheduler = scheduler;
        this.history = history;
    }

    /** One branch as its transaction manager knows it. */
    final class Branch {
        final Node node;
        final Reader reader;
        final EngineXaResource resource;
        final BranchXid xid;
        final List<Message> sends = new ArrayList<>();
        final List<Delivery> receives = new ArrayList<>();
        private boolean commits;
        private boolean onePhase;
        private boolean decided;

        /** Nobody works on its end any more: recovery takes over. */
        private boolean orphan;

        Branch(Node node, Reader reader, BranchXid xid) {
            this.node = node;
            this.reader = reader;
            this.xid = xid;
            this.resource = node.engine().newXaResource();
        }

        Work work() {
            return resource.currentWork();
        }

        private void decide(boolean commit) {
            decided = true;
            commits = commit;
            if (onePhase) {
                return;
            }
            history.state(sends, commit ? State.COMMITTED : State.ABORTED);
            if (commit) {
                history.acknowledging(receives);
                history.acknowledged(reader, receives);
            }
        }

        private void givenBack() {
            receives.forEach(delivery -> delivery.inDoubt = false);
            history.rejected(reader, receives);
        }

        /** Its end took longer than a call: others may have gone on meanwhile. */
        private void late() {
            sends.forEach(message -> message.late = true);
            receives.forEach(delivery -> delivery.scattered = true);
        }
    }

    Branch begin(Node node, Reader reader) throws XAException {
        int number = log.size();
        BranchXid xid =
                new BranchXid(FORMAT, ByteBuffer.allocate(4).putInt(number).array(), new byte[] {1});
        Branch branch = new Branch(node, reader, xid);
        log.put(xid, branch);
        branch.resource.start(xid, XAResource.TMNOFLAGS);
        history.count("branches");
        return branch;
    }

    /** Ends the branch one way or the other, or leaves it to recovery. */
    void finish(Branch branch, boolean wanted) throws XAException {
        history.leaving(branch.receives);
        branch.resource.end(branch.xid, wanted ? XAResource.TMSUCCESS : XAResource.TMFAIL);
        if (!wanted) {
            branch.decide(false);
            branch.resource.rollback(branch.xid);
            branch.givenBack();
        } else if (scheduler.random.nextInt(4) == 0) {
            onePhase(branch);
        } else {
            twoPhases(branch);
        }
    }

    private void onePhase(Branch branch) throws XAException {
        branch.onePhase = true;
        branch.decide(true);
        history.state(branch.sends, State.COMMITTING);
        history.acknowledging(branch.receives);
        try {
            branch.resource.commit(branch.xid, true);
            history.state(branch.sends, State.COMMITTED);
            history.acknowledged(branch.reader, branch.receives);
        } catch (XAException e) {
            scheduler.trace("one-phase commit: " + e.errorCode + " " + e.getMessage());
            if (isRollback(e)) {
                history.state(branch.sends, State.ABORTED);
                history.notAcknowledged(branch.receives);
                history.rejected(branch.reader, branch.receives);
            } else if (e.errorCode == XAException.XAER_RMFAIL) {
                history.state(branch.sends, State.UNKNOWN);
                history.unknown(branch.reader, branch.receives);
                giveUp(branch);
            } else {
                throw e;
            }
        }
    }

    private void twoPhases(Branch branch) throws XAException {
        branch.receives.forEach(delivery -> delivery.inDoubt = true);
        try {
            if (branch.resource.prepare(branch.xid) == XAResource.XA_RDONLY) {
                branch.decide(true);
                return;
            }
        } catch (XAException e) {
            scheduler.trace("prepare: " + e.errorCode + " " + e.getMessage());
            branch.decide(false);
            if (isRollback(e)) {
                branch.givenBack();
            } else if (e.errorCode == XAException.XAER_RMFAIL) {
                branch.late();
                giveUp(branch);
                branch.givenBack();
                branch.orphan = true;
            } else {
                throw e;
            }
            return;
        }
        history.count("branches prepared");
        if (scheduler.random.nextInt(4) == 0) {
            scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(scheduler.random.nextInt(1_500)));
        }
        branch.decide(scheduler.random.nextInt(4) != 0);
        int tries = scheduler.random.nextInt(6) == 0 ? 0 : 3;
        for (int i = 0; i < tries; i++) {
            try {
                end(branch, branch.resource);
                return;
            } catch (XAException e) {
                scheduler.trace("second phase: " + e.errorCode + " " + e.getMessage());
                branch.late();
                if (e.errorCode == XAException.XAER_NOTA) {
                    return;
                } else if (e.errorCode != XAException.XAER_RMFAIL) {
                    throw e;
                }
                scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        branch.late();
        branch.orphan = true;
    }

    private void end(Branch branch, XAResource resource) throws XAException {
        if (branch.commits) {
            resource.commit(branch.xid, false);
            branch.receives.forEach(delivery -> delivery.inDoubt = false);
        } else {
            resource.rollback(branch.xid);
            branch.givenBack();
        }
    }

    /** Rolls back what may be there or not; whatever remains is left to recovery. */
    private void giveUp(Branch branch) throws XAException {
        try {
            branch.resource.rollback(branch.xid);
        } catch (XAException e) {
            scheduler.trace("rollback: " + e.errorCode + " " + e.getMessage());
            if (e.errorCode != XAException.XAER_RMFAIL && e.errorCode != XAException.XAER_NOTA) {
                throw e;
            }
        }
    }

    private static boolean isRollback(XAException e) {
        return e.errorCode >= XAException.XA_RBBASE && e.errorCode <= XAException.XA_RBEND;
    }

    /** The node is gone, and its transaction manager with it; the log is not. */
    void crashed(Node node) {
        for (Branch branch : log.values()) {
            if (branch.node == node && !branch.orphan) {
                branch.orphan = true;
                branch.late();
                if (!branch.decided) {
                    branch.decide(false);
                }
            }
        }
    }

    /**
     * Ends what nobody else will end.
     *
     * @return how many branches were there
     */
    int recover(Node node) throws XAException {
        EngineXaResource resource = node.engine().newXaResource();
        Xid[] found = resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
        for (Xid xid : found) {
            Branch branch = log.get(BranchXid.of(xid));
            if (branch == null) {
                scheduler.fail("phantom: branch " + xid);
            } else if (branch.orphan) {
                history.count("branches recovered");
                try {
                    end(branch, resource);
                } catch (XAException e) {
                    scheduler.trace("recovery: " + e.errorCode + " " + e.getMessage());
                    if (e.errorCode != XAException.XAER_RMFAIL && e.errorCode != XAException.XAER_NOTA) {
                        throw e;
                    }
                }
            }
        }
        return found.length;
    }
}
