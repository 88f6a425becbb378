// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A step before and after each call of the two-phase protocol. */
final class SteppedXaResource implements XAResource {
    private final String name;
    private final XAResource resource;
    private final boolean forgets;

    private SteppedXaResource(String name, XAResource resource, boolean forgets) {
        this.name = name;
        this.resource = resource;
        this.forgets = forgets;
    }

    /** OnceMQ's own: each branch is also asked to be forgotten, after its commit. */
    static SteppedXaResource messages(XAResource resource) {
        return new SteppedXaResource("messages", resource, true);
    }

    /** The business database's. */
    static SteppedXaResource rows(XAResource resource) {
        return new SteppedXaResource("rows", resource, false);
    }

    private interface Call {
        void run() throws XAException;
    }

    private void around(String call, Call work) throws XAException {
        CrashSteps.step("before " + name + "." + call);
        work.run();
        CrashSteps.step("after " + name + "." + call);
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        around("start", () -> resource.start(xid, flags));
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        around("end", () -> resource.end(xid, flags));
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return CrashSteps.<Integer, XAException>around(name + ".prepare", () -> resource.prepare(xid));
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        around("commit", () -> resource.commit(xid, onePhase));
        if (forgets) {
            around("forget", () -> forgetWhatIsGone(xid));
        }
    }

    /** No branch of ours is ever heuristic, so no transaction manager has anything to forget; one that asks changes nothing. */
    private void forgetWhatIsGone(Xid xid) {
        String code = XaCode.of(() -> resource.forget(xid));
        if (!code.equals("NOTA")) {
            throw new IllegalStateException("forget of a branch that is gone: " + code);
        }
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        around("rollback", () -> resource.rollback(xid));
    }

    @Override
    public void forget(Xid xid) throws XAException {
        around("forget", () -> resource.forget(xid));
    }

    @Override
    public Xid[] recover(int flag) throws XAException {
        return resource.recover(flag);
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other == this;
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return resource.getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return resource.setTransactionTimeout(seconds);
    }
}
