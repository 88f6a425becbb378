// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** Sends in a global transaction whose commit never reaches the message store: the JVM halts when all have prepared. */
@Stateless
public class LastWords {
    static final int HALTED = 42;

    @Resource(lookup = "java:appserver/TransactionManager")
    private TransactionManager transactions;

    @EJB
    private Messaging messaging;

    public void sendAndDie(String queue, String text) {
        try {
            // On either side: whichever order commits go in, one of them comes before that of the message store.
            transactions.getTransaction().enlistResource(new Dying());
            messaging.send(queue, text);
            transactions.getTransaction().enlistResource(new Dying());
        } catch (SystemException | RollbackException e) {
            throw new EJBException(e);
        }
    }

    /** Votes for commit and takes the JVM along when it comes. */
    static final class Dying implements XAResource {
        @Override
        public void start(Xid xid, int flags) {
            // Has no work.
        }

        @Override
        public void end(Xid xid, int flags) {
            // Has no work.
        }

        @Override
        public int prepare(Xid xid) {
            return XA_OK;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) {
            Runtime.getRuntime().halt(HALTED);
        }

        @Override
        public void rollback(Xid xid) {
            // Has no work.
        }

        @Override
        public void forget(Xid xid) {
            // Remembers nothing.
        }

        @Override
        public Xid[] recover(int flag) {
            return new Xid[0];
        }

        @Override
        public boolean isSameRM(XAResource other) {
            return other == this;
        }

        @Override
        public int getTransactionTimeout() {
            return 0;
        }

        @Override
        public boolean setTransactionTimeout(int seconds) {
            return false;
        }
    }
}
