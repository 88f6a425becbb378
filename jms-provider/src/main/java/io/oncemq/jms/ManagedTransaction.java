// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.engine.lane.Lane;
import io.oncemq.engine.transaction.EngineXaResource;
import io.oncemq.engine.transaction.Transactions;
import io.oncemq.engine.transaction.Work;
import io.oncemq.store.StoreException;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * What sessions work in when their transactions are begun and ended from outside: a branch, by the XA resource, or a
 * local transaction. Outlives the sessions that work in it. Safe for any thread; the state is guarded by its monitor,
 * under which no store call is made.
 */
public final class ManagedTransaction {
    private final Transactions transactions;
    private final Lane lane;
    private final EngineXaResource resource;
    private @Nullable Work local;

    public ManagedTransaction(Engine engine) {
        transactions = engine.transactions();
        lane = engine.assignLane();
        resource = engine.newXaResource();
    }

    /** Associates it with branches. */
    public XAResource xaResource() {
        return resource;
    }

    /** True if what is done now waits for a commit. */
    boolean isActive() {
        return work() != null;
    }

    /** Where what is done now belongs, or null: then it is done at once. */
    synchronized @Nullable Work work() {
        Work branch = resource.currentWork();
        return branch != null ? branch : local;
    }

    /** True if the transaction that is active is a branch. */
    boolean inBranch() {
        return resource.inBranch();
    }

    /** Begins a local transaction. */
    public synchronized void beginLocal() throws JMSException {
        if (local != null || resource.inBranch()) {
            throw new IllegalStateException("a transaction is going on in this session", "ONCEMQ-2214");
        }
        local = new Work();
        resource.outside(true);
    }

    /** Commits the local transaction; if it fails, it was rolled back, unless the error says otherwise. */
    public void commitLocal() throws JMSException {
        Work ended = endLocal();
        try {
            transactions.commit(lane, ended);
        } catch (StoreException e) {
            // Where the outcome is unknown the lease has been given up: then this only forgets.
            transactions.rollback(ended);
            throw JmsErrors.commit(e);
        } finally {
            ended.ended();
        }
    }

    /** Rolls the local transaction back. */
    public void rollbackLocal() throws JMSException {
        Work ended = endLocal();
        transactions.rollback(ended);
        ended.ended();
    }

    private synchronized Work endLocal() throws JMSException {
        Work ended = local;
        if (ended == null) {
            throw new IllegalStateException("no local transaction was begun in this session", "ONCEMQ-2215");
        }
        local = null;
        resource.outside(false);
        return ended;
    }

    /** Rolls back a local transaction that nobody ended; a branch is its transaction manager's to end. */
    public void abandonLocal() {
        Work abandoned;
        synchronized (this) {
            abandoned = local;
            local = null;
            resource.outside(false);
        }
        if (abandoned != null) {
            transactions.rollback(abandoned);
            abandoned.ended();
        }
    }
}
