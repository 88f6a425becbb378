// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import jakarta.jms.JMSException;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TopicSession;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XATopicSession;
import javax.transaction.xa.XAResource;

/**
 * A session whose work belongs to the branch that its resource is associated with; without one it works as
 * AUTO_ACKNOWLEDGE, or in a local transaction that a resource adapter began.
 */
public final class JmsXaSession extends JmsSession implements XAQueueSession, XATopicSession {
    JmsXaSession(JmsConnection connection, Domain domain) {
        super(connection, domain, SESSION_TRANSACTED);
    }

    @Override
    SessionTransaction newTransaction(Engine engine, SessionLink sessionLink) {
        return new XaTransaction(sessionLink, engine.newXaResource());
    }

    private XaTransaction xaTransaction() {
        return (XaTransaction) transaction();
    }

    @Override
    public XAResource getXAResource() {
        return xaTransaction().resource();
    }

    /** True while it works on a branch or in a local transaction of a resource adapter. */
    public boolean inTransaction() {
        return !xaTransaction().acknowledgesByItself();
    }

    /** Begins a local transaction, for a resource adapter. */
    public void beginLocal() throws JMSException {
        requireOpen();
        xaTransaction().beginLocal();
    }

    /** Commits what {@link #beginLocal} began; if it fails, it was rolled back, unless the error says otherwise. */
    public void commitLocal() throws JMSException {
        requireOpen();
        awaitAsyncSends();
        try {
            xaTransaction().commitLocal();
        } finally {
            endSubscriptions();
        }
    }

    /** Rolls back what {@link #beginLocal} began. */
    public void rollbackLocal() throws JMSException {
        requireOpen();
        awaitAsyncSends();
        dispatch().putBackHeld();
        try {
            xaTransaction().rollbackLocal();
        } finally {
            endSubscriptions();
        }
    }

    @Override
    public Session getSession() throws JMSException {
        requireOpen();
        return this;
    }

    @Override
    public QueueSession getQueueSession() throws JMSException {
        requireOpen();
        return this;
    }

    @Override
    public TopicSession getTopicSession() throws JMSException {
        requireOpen();
        return this;
    }
}
