// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.JMSException;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicSession;

/** A connection that makes XA sessions too. */
public final class JmsXaConnection extends JmsConnection implements XAQueueConnection, XATopicConnection {
    /**
     * A connection that is not started.
     *
     * @param onClosed run once, after everything of the connection has ended
     * @throws JMSException if the settings have a client ID that is in use
     */
    public JmsXaConnection(NodeAccess node, ConnectionSettings settings, Runnable onClosed) throws JMSException {
        this(node, settings, Domain.UNIFIED, onClosed);
    }

    private JmsXaConnection(NodeAccess node, ConnectionSettings settings, Domain domain, Runnable onClosed)
            throws JMSException {
        super(node, settings, domain, onClosed);
    }

    /** A connection of the queue domain only. */
    public static JmsXaConnection forQueues(NodeAccess node, ConnectionSettings settings, Runnable onClosed)
            throws JMSException {
        return new JmsXaConnection(node, settings, Domain.QUEUE, onClosed);
    }

    private JmsXaSession newXaSession(Domain sessionDomain) throws JMSException {
        use();
        return opened(new JmsXaSession(this, sessionDomain));
    }

    @Override
    public JmsXaSession createXASession() throws JMSException {
        return newXaSession(Domain.UNIFIED);
    }

    @Override
    public XAQueueSession createXAQueueSession() throws JMSException {
        return newXaSession(Domain.QUEUE);
    }

    @Override
    public XATopicSession createXATopicSession() throws JMSException {
        return newXaSession(Domain.TOPIC);
    }
}
