// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import io.oncemq.OnceMqNode;
import io.oncemq.jms.ConnectionSettings;
import io.oncemq.jms.JmsContext;
import io.oncemq.jms.JmsErrors;
import io.oncemq.jms.JmsManagedConnection;
import io.oncemq.jms.TransactionGrant;
import io.oncemq.ra.node.StoreAccess;
import io.oncemq.ra.node.StoreClient;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import java.io.Serializable;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;

/** The connection factory that applications look up or have injected. Safe for any thread. */
public final class ManagedFactory
        implements ConnectionFactory,
                QueueConnectionFactory,
                TopicConnectionFactory,
                Referenceable,
                Serializable,
                StoreClient {
    private static final long serialVersionUID = 1L;

    private final OnceMqManagedConnectionFactory factory;
    private final ConnectionManager connections;
    private @Nullable Reference reference;

    ManagedFactory(OnceMqManagedConnectionFactory factory, ConnectionManager connections) {
        this.factory = factory;
        this.connections = connections;
    }

    private JmsManagedConnection connect() throws JMSException {
        OnceMqNode node = node();
        return new JmsManagedConnection(node.access(), settings(node), this::grant, () -> {});
    }

    private JmsManagedConnection connectToQueues() throws JMSException {
        OnceMqNode node = node();
        return JmsManagedConnection.forQueues(node.access(), settings(node), this::grant, () -> {});
    }

    private ConnectionSettings settings(OnceMqNode node) {
        return new ConnectionSettings(clientId(), node.settings().connections().objectMessages());
    }

    private OnceMqNode node() throws JMSException {
        try {
            return factory.node();
        } catch (ResourceException e) {
            throw linked(e);
        }
    }

    private TransactionGrant grant() throws JMSException {
        try {
            return (TransactionGrant) connections.allocateConnection(factory, null);
        } catch (ResourceException e) {
            throw linked(e);
        }
    }

    private static JMSException linked(ResourceException cause) {
        if (cause.getCause() instanceof JMSException original) {
            return original;
        }
        ResourceAllocationException exception =
                new ResourceAllocationException("the server gave no session: " + cause.getMessage(), "ONCEMQ-3305");
        exception.setLinkedException(cause);
        exception.initCause(cause);
        return exception;
    }

    // ---- for activations

    @Override
    public @Nullable StoreAccess access() {
        try {
            return factory.access();
        } catch (ResourceException e) {
            return null;
        }
    }

    @Override
    public @Nullable String clientId() {
        String clientId = factory.getClientId();
        return clientId == null || clientId.isBlank() ? null : clientId;
    }

    // ---- jakarta.jms; user and password are not needed: it is the adapter that logs in to the database

    @Override
    public Connection createConnection() throws JMSException {
        return connect();
    }

    @Override
    public Connection createConnection(@Nullable String userName, @Nullable String password) throws JMSException {
        return connect();
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return connectToQueues();
    }

    @Override
    public QueueConnection createQueueConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return connectToQueues();
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return connect();
    }

    @Override
    public TopicConnection createTopicConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return connect();
    }

    @Override
    public JMSContext createContext() {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String userName, @Nullable String password) {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String userName, @Nullable String password, int sessionMode) {
        return createContext(sessionMode);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        try {
            JmsContext.checkMode(sessionMode);
            return JmsContext.create(connect(), sessionMode);
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    // ---- JNDI

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    @Override
    public @Nullable Reference getReference() {
        return reference;
    }
}
