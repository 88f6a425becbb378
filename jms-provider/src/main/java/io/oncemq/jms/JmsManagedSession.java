// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import org.jspecify.annotations.Nullable;

/**
 * A session in a web or EJB container. What it was asked to be for matters only where there is no transaction, and then
 * it is never transacted by itself (API of {@code Connection.createSession}).
 */
final class JmsManagedSession extends JmsSession {
    private final TransactionGrant grant;
    private final int modeOutside;

    JmsManagedSession(JmsConnection connection, Domain domain, int acknowledgeMode, TransactionGrant grant) {
        super(connection, domain, AUTO_ACKNOWLEDGE);
        this.grant = grant;
        modeOutside = acknowledgeMode == DUPS_OK_ACKNOWLEDGE ? DUPS_OK_ACKNOWLEDGE : AUTO_ACKNOWLEDGE;
    }

    @Override
    SessionTransaction newTransaction(Engine engine, SessionLink sessionLink) {
        return new GrantedTransaction(sessionLink, this::grant);
    }

    private TransactionGrant grant() {
        return grant;
    }

    @Override
    public boolean getTransacted() throws JMSException {
        requireOpen();
        return grant.transaction().isActive();
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        return getTransacted() ? SESSION_TRANSACTED : modeOutside;
    }

    @Override
    void requireListenersAllowed(String call) throws JMSException {
        throw JmsErrors.notInContainer(call);
    }

    @Override
    void send(Destination to, Message message, SendOptions options, @Nullable CompletionListener listener)
            throws JMSException {
        if (listener != null) {
            throw JmsErrors.notInContainer("send with a completion listener");
        }
        super.send(to, message, options, null);
    }

    @Override
    public @Nullable MessageListener getMessageListener() throws JMSException {
        throw JmsErrors.notInContainer("getMessageListener");
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
        throw JmsErrors.notInContainer("setMessageListener");
    }

    @Override
    public void close() throws JMSException {
        try {
            super.close();
        } finally {
            grant.closed();
        }
    }
}
