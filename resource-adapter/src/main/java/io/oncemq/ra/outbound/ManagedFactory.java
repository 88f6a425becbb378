// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import io.oncemq.OnceMqNode;
import io.oncemq.jms.ConnectionSettings;
import io.oncemq.jms.Credentials;
import io.oncemq.jms.JmsContext;
import io.oncemq.jms.JmsErrors;
import io.oncemq.jms.JmsManagedConnection;
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

    private JmsManagedConnection connect(Credentials credentials) throws JMSException {
        OnceMqNode node = node();
        return new JmsManagedConnection(node.access(), settings(node, credentials), this::grant, () -> {});
    }

    private JmsManagedConnection connectToQueues(Credentials credentials) throws JMSException {
        OnceMqNode node = node();
        return JmsManagedConnection.forQueues(node.access(), settings(node, credentials), this::grant, () -> {});
    }

    private ConnectionSettings settings(OnceMqNode node, Credentials credentials) {
        return node.settings().connections().withClientId(clientId()).withCredentials(credentials);
    }

    /** Of a connection for which the application names nobody: whom the server signs on, or else the factory's own user. */
    private Credentials signedOn() throws JMSException {
        if (node().engine().security().isOpen()) {
            return factory.credentials();
        }
        SessionGrant grant = grant();
        try {
            OnceMqManagedConnection connection = grant.connection();
            return connection == null || connection.signedOn().isNobody()
                    ? factory.credentials()
                    : connection.signedOn();
        } finally {
            grant.closed();
        }
    }

    private OnceMqNode node() throws JMSException {
        try {
            return factory.node();
        } catch (ResourceException e) {
            throw linked(e);
        }
    }

    private SessionGrant grant() throws JMSException {
        try {
            return (SessionGrant) connections.allocateConnection(factory, null);
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

    // ---- for activations that name it

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

    @Override
    public Credentials credentials() {
        return factory.credentials();
    }

    // ---- jakarta.jms; it is the adapter that logs in to the database

    @Override
    public Connection createConnection() throws JMSException {
        return connect(signedOn());
    }

    @Override
    public Connection createConnection(@Nullable String userName, @Nullable String password) throws JMSException {
        return connect(new Credentials(userName, password));
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return connectToQueues(signedOn());
    }

    @Override
    public QueueConnection createQueueConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return connectToQueues(new Credentials(userName, password));
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return connect(signedOn());
    }

    @Override
    public TopicConnection createTopicConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return connect(new Credentials(userName, password));
    }

    @Override
    public JMSContext createContext() {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String userName, @Nullable String password) {
        return createContext(userName, password, JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String userName, @Nullable String password, int sessionMode) {
        return createContext(() -> new Credentials(userName, password), sessionMode);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return createContext(this::signedOn, sessionMode);
    }

    private JMSContext createContext(Asking whom, int sessionMode) {
        try {
            JmsContext.checkMode(sessionMode);
            return JmsContext.create(connect(whom.ask()), sessionMode);
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    @FunctionalInterface
    private interface Asking {
        Credentials ask() throws JMSException;
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
