// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

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

    <C extends JmsConnection> C open(NodeConnections.Making<C> making) throws JMSException {
        return connections.open(settings(), making);
    }

    private JmsConnection open() throws JMSException {
        return open(JmsConnection::new);
    }

    @Override
    public Connection createConnection() throws JMSException {
        return open();
    }

    /** User and password are not checked: there are no users yet. */
    @Override
    public Connection createConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return open();
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return open(JmsConnection::forQueues);
    }

    @Override
    public QueueConnection createQueueConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return createQueueConnection();
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return open();
    }

    @Override
    public TopicConnection createTopicConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return open();
    }

    @Override
    public JMSContext createContext() {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password) {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password, int sessionMode) {
        return createContext(sessionMode);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        try {
            JmsContext.checkMode(sessionMode);
            return JmsContext.create(open(), sessionMode);
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
