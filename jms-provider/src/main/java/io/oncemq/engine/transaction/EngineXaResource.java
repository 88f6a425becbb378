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
    /** The format of the null xid. */
    private static final int NULL_FORMAT = -1;

    private static final int MAX_TIMEOUT_SECONDS = 365 * 24 * 3600;

    private final Branches branches;
    private final Object manager;
    private final Map<BranchXid, Branch> suspended = new HashMap<>();
    private @Nullable Branch current;
    private int timeoutSeconds;
    private boolean outside;

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

    /** Says whether the session is in a transaction of its own, during which no branch can be started. */
    public synchronized void outside(boolean inOwnTransaction) {
        outside = inOwnTransaction;
    }

    @Override
    public synchronized void start(Xid foreign, int flags) throws XAException {
        BranchXid xid = xid(foreign);
        if (flags != TMNOFLAGS && flags != TMJOIN && flags != TMRESUME) {
            throw Branches.error(XAException.XAER_INVAL, "start does not take flags " + flags);
        }
        if (current != null) {
            throw Branches.error(XAException.XAER_PROTO, "this session works on branch " + current.xid + " already");
        }
        if (outside) {
            throw Branches.error(XAException.XAER_OUTSIDE, "this session is in a local transaction");
        }
        suspended.values().removeIf(branch -> !branch.xid.equals(xid) && branch.state == Branch.State.FINISHED);
        current = switch (flags) {
            case TMJOIN -> join(xid);
            case TMRESUME -> resume(xid);
            default -> branches.begin(xid, timeoutSeconds);
        };
    }

    private Branch join(BranchXid xid) throws XAException {
        if (suspended.containsKey(xid)) {
            throw Branches.error(XAException.XAER_PROTO, "this session has suspended branch " + xid + ": resume it");
        }
        return branches.join(xid);
    }

    private Branch resume(BranchXid xid) throws XAException {
        Branch branch = suspended.get(xid);
        if (branch == null) {
            throw branches.notSuspended(xid);
        }
        branches.resume(branch);
        suspended.remove(xid);
        return branch;
    }

    @Override
    public synchronized void end(Xid foreign, int flags) throws XAException {
        BranchXid xid = xid(foreign);
        if (flags != TMSUCCESS && flags != TMFAIL && flags != TMSUSPEND) {
            throw Branches.error(XAException.XAER_INVAL, "end does not take flags " + flags);
        }
        boolean working = current != null && current.xid.equals(xid);
        Branch branch = working ? current : suspended.get(xid);
        if (branch == null) {
            throw branches.notAssociated(xid);
        }
        if (!working && flags == TMSUSPEND) {
            throw Branches.error(XAException.XAER_PROTO, "branch " + xid + " is suspended already");
        }
        if (working) {
            current = null;
        } else {
            suspended.remove(xid);
        }
        if (branches.end(branch, flags)) {
            suspended.put(xid, branch);
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return branches.prepare(xid(xid));
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        branches.commit(xid(xid), onePhase);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        branches.rollback(xid(xid));
    }

    @Override
    public void forget(Xid xid) throws XAException {
        branches.forget(xid(xid));
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        if ((flags & ~(TMSTARTRSCAN | TMENDRSCAN)) != 0) {
            throw Branches.error(XAException.XAER_INVAL, "recover does not take flags " + flags);
        }
        if ((flags & TMSTARTRSCAN) == 0) {
            return new Xid[0];
        }
        List<BranchRecord> prepared = branches.recover();
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

    private static BranchXid xid(@Nullable Xid foreign) throws XAException {
        if (foreign == null) {
            throw Branches.error(XAException.XAER_INVAL, "there is no xid");
        }
        byte[] global = foreign.getGlobalTransactionId();
        byte[] qualifier = foreign.getBranchQualifier();
        if (foreign.getFormatId() == NULL_FORMAT
                || global == null
                || global.length < 1
                || global.length > Xid.MAXGTRIDSIZE
                || qualifier == null
                || qualifier.length > Xid.MAXBQUALSIZE) {
            throw Branches.error(
                    XAException.XAER_INVAL,
                    "an xid has a format other than -1, a global part of 1 to 64 bytes and a qualifier of up to 64");
        }
        return BranchXid.of(foreign);
    }
}
