// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A connection in a web or EJB container: its sessions work in the container's transactions, and what would interfere
 * with the container is refused (Jakarta Messaging 3.1, 12.2; Jakarta EE Platform, EE.6.7).
 */
public final class JmsManagedConnection extends JmsConnection {
    private final TransactionGrant.Source grants;

    /**
     * A connection that is not started. Its client ID may be that of other connections too: a pool makes several.
     *
     * @param onClosed run once, after everything of the connection has ended
     */
    public JmsManagedConnection(
            NodeAccess node, ConnectionSettings settings, TransactionGrant.Source grants, Runnable onClosed)
            throws JMSException {
        this(node, settings, Domain.UNIFIED, grants, onClosed);
    }

    private JmsManagedConnection(
            NodeAccess node,
            ConnectionSettings settings,
            Domain domain,
            TransactionGrant.Source grants,
            Runnable onClosed)
            throws JMSException {
        super(new NodeAccess(node.engine(), node.executor(), null), settings, domain, onClosed);
        this.grants = grants;
    }

    /** A connection of the queue domain only. */
    public static JmsManagedConnection forQueues(
            NodeAccess node, ConnectionSettings settings, TransactionGrant.Source grants, Runnable onClosed)
            throws JMSException {
        return new JmsManagedConnection(node, settings, Domain.QUEUE, grants, onClosed);
    }

    /** In a container the arguments of createSession are ignored (API of Connection), so they need not agree. */
    @Override
    int mode(boolean transacted, int acknowledgeMode) {
        return transacted ? Session.SESSION_TRANSACTED : acknowledgeMode;
    }

    @Override
    JmsSession newSession(Domain sessionDomain, int acknowledgeMode) throws JMSException {
        use();
        checked(acknowledgeMode);
        TransactionGrant grant = grants.grant();
        boolean done = false;
        try {
            JmsManagedSession session = opened(new JmsManagedSession(this, sessionDomain, acknowledgeMode, grant));
            grant.opened(session);
            done = true;
            return session;
        } finally {
            if (!done) {
                grant.closed();
            }
        }
    }

    @Override
    public void setClientID(@Nullable String clientId) throws JMSException {
        throw JmsErrors.notInContainer("setClientID");
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) throws JMSException {
        throw JmsErrors.notInContainer("setExceptionListener");
    }

    @Override
    public void stop() throws JMSException {
        throw JmsErrors.notInContainer("stop");
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            Destination destination, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        throw JmsErrors.notInContainer("createConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            Topic topic, String name, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        throw JmsErrors.notInContainer("createDurableConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            Topic topic, String name, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        throw JmsErrors.notInContainer("createSharedConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            Topic topic, String name, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        throw JmsErrors.notInContainer("createSharedDurableConnectionConsumer");
    }
}
