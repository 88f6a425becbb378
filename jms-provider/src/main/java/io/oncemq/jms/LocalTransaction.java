// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.Envelope;
import io.oncemq.store.StoreException;
import jakarta.jms.JMSException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SESSION_TRANSACTED: everything waits in memory for commit or rollback, after which the next transaction begins. */
final class LocalTransaction extends SessionTransaction {
    private final SessionLink link;
    private Work work = new Work();
    private Set<LocalQueue> receivedFrom = new HashSet<>();

    LocalTransaction(SessionLink link) {
        this.link = link;
    }

    @Override
    synchronized void send(List<Envelope> envelopes) throws JMSException {
        for (Envelope envelope : envelopes) {
            link.send(work, envelope);
        }
    }

    @Override
    boolean sendsOnCaller() {
        return true;
    }

    @Override
    synchronized String transactionId() {
        return work.id();
    }

    @Override
    boolean acknowledgesByItself() {
        return false;
    }

    @Override
    synchronized boolean accept(Claim claim) {
        work.received(claim);
        receivedFrom.add(claim.queue());
        return true;
    }

    @Override
    void begin(Claim claim) {
        accept(claim);
    }

    /** A listener that throws can still commit or roll back; should it roll back, the dead letter will say why. */
    @Override
    synchronized void end(Claim claim, @Nullable Throwable failure) {
        if (failure != null) {
            work.failed(failure);
        }
    }

    @Override
    void recover() throws JMSException {
        throw JmsErrors.transacted("recover");
    }

    @Override
    void commit() throws JMSException {
        Work ended = next();
        try {
            link.commit(ended);
        } catch (StoreException e) {
            // Where the outcome is unknown the lease has been given up: then this only forgets.
            link.rollback(ended);
            throw JmsErrors.commit(e);
        }
    }

    @Override
    void rollback() {
        link.rollback(next());
    }

    private synchronized Work next() {
        Work ended = work;
        work = new Work();
        receivedFrom = new HashSet<>();
        return ended;
    }

    @Override
    synchronized boolean holds(LocalQueue queue) {
        return receivedFrom.contains(queue);
    }

    @Override
    void close() {
        rollback();
    }
}
