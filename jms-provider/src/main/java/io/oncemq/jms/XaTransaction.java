// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.transaction.EngineXaResource;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.Envelope;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An XA session: in the branch that is associated now; else in the local transaction that a resource adapter began; else
 * as AUTO_ACKNOWLEDGE.
 */
final class XaTransaction extends SessionTransaction {
    private final SessionLink link;
    private final EngineXaResource resource;
    private final AutoAcknowledge automatic;
    private @Nullable LocalTransaction local;

    XaTransaction(SessionLink link, EngineXaResource resource) {
        this.link = link;
        this.resource = resource;
        automatic = new AutoAcknowledge(link);
    }

    EngineXaResource resource() {
        return resource;
    }

    synchronized void beginLocal() throws JMSException {
        if (local != null || resource.inBranch()) {
            throw new IllegalStateException("a transaction is going on in this session", "ONCEMQ-2214");
        }
        local = new LocalTransaction(link);
        resource.outside(true);
    }

    private synchronized LocalTransaction endLocal() throws JMSException {
        LocalTransaction ended = local;
        if (ended == null) {
            throw new IllegalStateException("no local transaction was begun in this session", "ONCEMQ-2215");
        }
        local = null;
        resource.outside(false);
        return ended;
    }

    void commitLocal() throws JMSException {
        endLocal().commit();
    }

    void rollbackLocal() throws JMSException {
        endLocal().rollback();
    }

    private synchronized SessionTransaction outsideBranch() {
        return local == null ? automatic : local;
    }

    @Override
    void send(List<Envelope> envelopes) throws JMSException {
        Work work = resource.currentWork();
        if (work == null) {
            outsideBranch().send(envelopes);
            return;
        }
        for (Envelope envelope : envelopes) {
            link.send(work, envelope);
        }
    }

    /** Always on the caller's thread: later the session may work on another branch. */
    @Override
    boolean sendsOnCaller() {
        return true;
    }

    @Override
    @Nullable
    String transactionId() {
        Work work = resource.currentWork();
        return work == null ? outsideBranch().transactionId() : work.id();
    }

    @Override
    boolean acknowledgesByItself() {
        return !resource.inBranch() && outsideBranch().acknowledgesByItself();
    }

    @Override
    boolean accept(Claim claim) throws JMSException {
        Work work = resource.currentWork();
        if (work == null) {
            return outsideBranch().accept(claim);
        }
        link.receive(work, claim);
        return true;
    }

    @Override
    void begin(Claim claim) throws JMSException {
        Work work = resource.currentWork();
        if (work != null) {
            link.receive(work, claim);
        } else {
            outsideBranch().begin(claim);
        }
    }

    @Override
    void end(Claim claim, @Nullable Throwable failure) throws JMSException {
        Work work = resource.currentWork();
        if (work == null) {
            outsideBranch().end(claim, failure);
        } else if (failure != null) {
            work.failed(failure);
        }
    }

    @Override
    void recover() throws JMSException {
        if (resource.inBranch()) {
            throw JmsErrors.transacted("recover");
        }
        outsideBranch().recover();
    }

    @Override
    void commit() throws JMSException {
        throw JmsErrors.globalTransaction("commit");
    }

    @Override
    void rollback() throws JMSException {
        throw JmsErrors.globalTransaction("rollback");
    }

    @Override
    boolean holds(LocalQueue queue) {
        return resource.inBranch() || outsideBranch().holds(queue);
    }

    @Override
    boolean afterwards(Runnable action) {
        Work work = resource.currentWork();
        return work != null && work.afterwards(action);
    }

    /** A branch is its transaction manager's to end. */
    @Override
    synchronized void close() {
        if (local != null) {
            local.close();
            local = null;
            resource.outside(false);
        }
    }
}
