// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A small transaction manager: one transaction a thread, branches joined where resources say they are the same. */
public final class Transactions {
    private static final AtomicLong NUMBERS = new AtomicLong(System.nanoTime());

    private static final ThreadLocal<Transaction> CURRENT = new ThreadLocal<>();
    private final boolean joins;

    /** @param joins whether to ask isSameRM, as Payara does, or to start a branch for each resource, as WildFly does */
    public Transactions(boolean joins) {
        this.joins = joins;
    }

    public Transaction begin() {
        Transaction transaction = new Transaction();
        CURRENT.set(transaction);
        return transaction;
    }

    public Transaction current() {
        return CURRENT.get();
    }

    /** A global transaction. */
    public final class Transaction {
        private final long number = NUMBERS.incrementAndGet();
        private final List<Branch> branches = new ArrayList<>();
        private final List<Runnable> afterwards = new ArrayList<>();
        private boolean rollbackOnly;
        private boolean timedOut;

        public void enlist(XAResource resource) throws XAException {
            for (Branch branch : branches) {
                if (branch.resources.contains(resource)) {
                    return;
                }
                if (joins && branch.resources.get(0).isSameRM(resource)) {
                    resource.start(branch.xid, XAResource.TMJOIN);
                    branch.resources.add(resource);
                    return;
                }
            }
            Branch branch = new Branch(new TestXid(number, branches.size() + 1));
            resource.start(branch.xid, XAResource.TMNOFLAGS);
            branch.resources.add(resource);
            branches.add(branch);
        }

        public void setRollbackOnly() {
            rollbackOnly = true;
        }

        public void afterCompletion(Runnable action) {
            afterwards.add(action);
        }

        public List<Xid> xids() {
            return branches.stream().map(branch -> branch.xid).toList();
        }

        /** True if it committed. */
        public boolean end() throws XAException {
            CURRENT.remove();
            try {
                for (Branch branch : branches) {
                    for (XAResource resource : branch.resources) {
                        resource.end(branch.xid, XAResource.TMSUCCESS);
                    }
                }
                if (timedOut) {
                    return false;
                }
                if (rollbackOnly) {
                    for (Branch branch : branches) {
                        branch.resources.get(0).rollback(branch.xid);
                    }
                    return false;
                }
                if (branches.size() == 1) {
                    branches.get(0).resources.get(0).commit(branches.get(0).xid, true);
                    return true;
                }
                prepareAll();
                for (Branch branch : branches) {
                    if (branch.prepared) {
                        branch.resources.get(0).commit(branch.xid, false);
                    }
                }
                return true;
            } finally {
                afterwards.forEach(Runnable::run);
            }
        }

        /** Rolls back without waiting for those at work, as some managers do when time is up. */
        public void timeOut() throws XAException {
            timedOut = true;
            for (Branch branch : branches) {
                branch.resources.get(0).rollback(branch.xid);
            }
        }

        /** Ends and prepares, and leaves it there, as when the server goes down. */
        public void prepareAndForget() throws XAException {
            CURRENT.remove();
            for (Branch branch : branches) {
                for (XAResource resource : branch.resources) {
                    resource.end(branch.xid, XAResource.TMSUCCESS);
                }
            }
            prepareAll();
        }

        private void prepareAll() throws XAException {
            for (Branch branch : branches) {
                branch.prepared = branch.resources.get(0).prepare(branch.xid) == XAResource.XA_OK;
            }
        }
    }

    private static final class Branch {
        final Xid xid;
        final List<XAResource> resources = new ArrayList<>();
        boolean prepared;

        Branch(Xid xid) {
            this.xid = xid;
        }
    }

    private record TestXid(long global, long branch) implements Xid {
        @Override
        public int getFormatId() {
            return 4711;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return ByteBuffer.allocate(8).putLong(global).array();
        }

        @Override
        public byte[] getBranchQualifier() {
            return ByteBuffer.allocate(8).putLong(branch).array();
        }
    }
}
