// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.jms.Credentials;
import io.oncemq.jms.JmsConnection;
import io.oncemq.jms.JmsContext;
import io.oncemq.jms.JmsErrors;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import org.jspecify.annotations.Nullable;

/** What both connection factories can do. */
public abstract class JmsFactory extends FactorySettings
        implements ConnectionFactory, QueueConnectionFactory, TopicConnectionFactory, AutoCloseable {
    private final NodeConnections connections = new NodeConnections();

    JmsFactory(OnceMqSettings settings) {
        super(settings);
    }

    /** For the user and password of the settings. */
    Credentials own() {
        return settings().connections().credentials();
    }

    <C extends JmsConnection> C open(Credentials credentials, NodeConnections.Making<C> making) throws JMSException {
        return connections.open(settings(), credentials, making);
    }

    private JmsConnection open(Credentials credentials) throws JMSException {
        return open(credentials, JmsConnection::new);
    }

    @Override
    public Connection createConnection() throws JMSException {
        return open(own());
    }

    @Override
    public Connection createConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return open(new Credentials(user, password));
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return open(own(), JmsConnection::forQueues);
    }

    @Override
    public QueueConnection createQueueConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return open(new Credentials(user, password), JmsConnection::forQueues);
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return open(own());
    }

    @Override
    public TopicConnection createTopicConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return open(new Credentials(user, password));
    }

    @Override
    public JMSContext createContext() {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password) {
        return createContext(user, password, JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password, int sessionMode) {
        return createContext(new Credentials(user, password), sessionMode);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return createContext(own(), sessionMode);
    }

    private JMSContext createContext(Credentials credentials, int sessionMode) {
        try {
            JmsContext.checkMode(sessionMode);
            return JmsContext.create(open(credentials), sessionMode);
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    /** Closes all its connections and, if nobody else uses it, the node, without lingering. */
    @Override
    public void close() {
        connections.close(settings());
    }
}
