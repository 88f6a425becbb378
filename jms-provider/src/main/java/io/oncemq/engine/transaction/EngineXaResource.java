// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.store.BranchRecords.BranchRecord;
import io.oncemq.store.BranchXid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * One session's access to XA branches: which branch its work belongs to now. Branch state lives in {@link Branches}, so
 * any resource of the node may end a branch that another one worked on. The association is guarded by this object's
 * monitor.
 */
public final class EngineXaResource implements XAResource {
    private static final int MAX_TIMEOUT_SECONDS = 365 * 24 * 3600;

    private final Branches branches;
    private final Object manager;
    private final Map<BranchXid, Branch> suspended = new HashMap<>();
    private @Nullable Branch current;
    private int timeoutSeconds;

    /**
     * A resource of a node.
     *
     * @param manager the same object for all resources of the same engine
     */
    public EngineXaResource(Branches branches, Object manager) {
        this.branches = branches;
        this.manager = manager;
    }

    /** The work of the branch that is associated now, or null. */
    public synchronized @Nullable Work currentWork() {
        return current == null ? null : current.work;
    }

    /** True if a branch is associated. */
    public synchronized boolean inBranch() {
        return current != null;
    }

    @Override
    public synchronized void start(Xid foreign, int flags) throws XAException {
        BranchXid xid = BranchXid.of(foreign);
        if (current != null) {
            throw Branches.error(XAException.XAER_PROTO, "this session works on branch " + current.xid + " already");
        }
        switch (flags) {
            case TMNOFLAGS -> current = branches.begin(xid, timeoutSeconds);
            case TMJOIN -> current = branches.join(xid);
            case TMRESUME -> {
                Branch branch = suspended.remove(xid);
                if (branch == null) {
                    throw Branches.error(XAException.XAER_NOTA, "branch " + xid + " was not suspended here");
                }
                current = branch;
            }
            default -> throw Branches.error(XAException.XAER_INVAL, "start does not take flags " + flags);
        }
    }

    @Override
    public synchronized void end(Xid foreign, int flags) throws XAException {
        BranchXid xid = BranchXid.of(foreign);
        if (flags != TMSUCCESS && flags != TMFAIL && flags != TMSUSPEND) {
            throw Branches.error(XAException.XAER_INVAL, "end does not take flags " + flags);
        }
        Branch branch;
        if (current != null && current.xid.equals(xid)) {
            branch = current;
            current = null;
            if (flags == TMSUSPEND) {
                suspended.put(xid, branch);
            }
        } else {
            branch = flags == TMSUSPEND ? null : suspended.remove(xid);
            if (branch == null) {
                throw Branches.error(XAException.XAER_NOTA, "this session does not work on branch " + xid);
            }
        }
        synchronized (branch) {
            if (flags != TMSUSPEND) {
                branch.associations--;
            }
            if (flags == TMFAIL) {
                branch.rollbackOnly = true;
            }
            if (branch.state == Branch.State.ACTIVE && branch.timedOut()) {
                branch.rollbackOnly = true;
                throw Branches.error(XAException.XA_RBTIMEOUT, "branch " + xid + " took longer than its time-out");
            }
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return branches.prepare(BranchXid.of(xid));
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        branches.commit(BranchXid.of(xid), onePhase);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        branches.rollback(BranchXid.of(xid));
    }

    @Override
    public void forget(Xid xid) throws XAException {
        branches.forget(BranchXid.of(xid));
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        if ((flags & ~(TMSTARTRSCAN | TMENDRSCAN)) != 0) {
            throw Branches.error(XAException.XAER_INVAL, "recover does not take flags " + flags);
        }
        if ((flags & TMSTARTRSCAN) == 0) {
            return new Xid[0];
        }
        List<BranchRecord> prepared = branches.prepared();
        return prepared.stream().map(BranchRecord::xid).toArray(Xid[]::new);
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other instanceof EngineXaResource that && that.manager == manager;
    }

    @Override
    public synchronized int getTransactionTimeout() {
        return timeoutSeconds;
    }

    @Override
    public synchronized boolean setTransactionTimeout(int seconds) throws XAException {
        if (seconds < 0) {
            throw Branches.error(XAException.XAER_INVAL, "a time-out cannot be negative: " + seconds);
        }
        timeoutSeconds = Math.min(seconds, MAX_TIMEOUT_SECONDS);
        return true;
    }
}
