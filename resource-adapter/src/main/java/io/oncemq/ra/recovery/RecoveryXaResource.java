// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.recovery;

import io.oncemq.ra.node.StoreAccess;
import jakarta.jms.JMSException;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The store as the transaction manager sees it in recovery. Opens the store when it is first asked something, so that it
 * can be handed out while the database is down; the manager is then told to come again (XAER_RMFAIL).
 */
public final class RecoveryXaResource implements XAResource {
    private final StoreAccess access;
    private @Nullable XAResource resource;

    private RecoveryXaResource(StoreAccess access) {
        this.access = access;
    }

    /**
     * A resource that reaches the whole store: the node's own, or one that asks for the node later if it cannot be had now.
     * The node's own, since transaction managers ask two resources whether they are the same, and must hear the same answer
     * from both: Narayana otherwise forgets how long it has seen a branch that nobody decided, and never rolls it back.
     */
    public static XAResource of(StoreAccess access) {
        try {
            return access.node().engine().newXaResource();
        } catch (JMSException e) {
            // It says so itself, with the code for it, when it is used.
            return new RecoveryXaResource(access);
        }
    }

    private synchronized XAResource resource() throws XAException {
        if (resource == null) {
            try {
                resource = access.node().engine().newXaResource();
            } catch (JMSException e) {
                XAException exception = new XAException("the store cannot be reached: " + e.getMessage());
                exception.errorCode = XAException.XAER_RMFAIL;
                exception.initCause(e);
                throw exception;
            }
        }
        return resource;
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        return resource().recover(flags);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        resource().commit(xid, onePhase);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        resource().rollback(xid);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        resource().forget(xid);
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return resource().prepare(xid);
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        resource().start(xid, flags);
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        resource().end(xid, flags);
    }

    @Override
    public boolean isSameRM(XAResource other) throws XAException {
        return resource().isSameRM(other instanceof RecoveryXaResource that ? that.resource() : other);
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return resource().getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return resource().setTransactionTimeout(seconds);
    }
}
