// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.Envelope;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session in a container: in the transaction that is active where it was granted to work; else as AUTO_ACKNOWLEDGE. */
final class GrantedTransaction extends SessionTransaction {
    private final SessionLink link;
    private final Supplier<TransactionGrant> grant;
    private final AutoAcknowledge automatic;

    /**
     * Begun and ended elsewhere.
     *
     * @param grant asked when there is something to do, not before
     */
    GrantedTransaction(SessionLink link, Supplier<TransactionGrant> grant) {
        this.link = link;
        this.grant = grant;
        automatic = new AutoAcknowledge(link);
    }

    private ManagedTransaction granted() throws JMSException {
        return grant.get().transaction();
    }

    @Override
    void send(List<Envelope> envelopes) throws JMSException {
        Work work = granted().work();
        if (work == null) {
            automatic.send(envelopes);
            return;
        }
        for (Envelope envelope : envelopes) {
            link.send(work, envelope);
        }
    }

    /** Always on the caller's thread: later the session may work in another transaction. */
    @Override
    boolean sendsOnCaller() {
        return true;
    }

    @Override
    @Nullable
    String transactionId() {
        try {
            Work work = granted().work();
            return work == null ? null : work.id();
        } catch (JMSException e) {
            // The session is ending: the send or receive that asks is refused.
            return null;
        }
    }

    @Override
    boolean acknowledgesByItself() {
        try {
            return !granted().isActive();
        } catch (JMSException e) {
            // The session is ending: nothing is accepted any more.
            return true;
        }
    }

    @Override
    boolean accept(Claim claim) throws JMSException {
        Work work;
        try {
            work = granted().work();
        } catch (JMSException e) {
            link.putBack(claim);
            throw e;
        }
        if (work == null) {
            return automatic.accept(claim);
        }
        link.receive(work, claim);
        return true;
    }

    /** There are no listeners in a container. */
    @Override
    void begin(Claim claim) throws JMSException {
        link.putBack(claim);
        throw JmsErrors.notInContainer("setMessageListener");
    }

    @Override
    void end(Claim claim, @Nullable Throwable failure) {}

    @Override
    void recover() throws JMSException {
        if (granted().isActive()) {
            throw JmsErrors.transacted("recover");
        }
        automatic.recover();
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
        return !acknowledgesByItself();
    }

    @Override
    boolean afterwards(Runnable action) {
        try {
            Work work = granted().work();
            return work != null && work.afterwards(action);
        } catch (JMSException e) {
            // The container took the session back: it has ended the transaction.
            return false;
        }
    }

    /** The transaction is its manager's to end. */
    @Override
    void close() {}
}
