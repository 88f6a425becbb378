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
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.TreeMap;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import org.jspecify.annotations.Nullable;

/**
 * What both connection factories can do. A reference to one, and its serialized form, hold its settings <em>without the
 * passwords</em>, since directories and files keep such things readable: set them again ({@code password},
 * {@code jmsPassword}), or use {@code dataSourceLookup} and {@code createConnection(user, password)}.
 */
public abstract class JmsFactory extends FactorySettings
        implements ConnectionFactory,
                QueueConnectionFactory,
                TopicConnectionFactory,
                Referenceable,
                Serializable,
                AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final String OBJECT_FACTORY = "io.oncemq.jndi.OnceMqObjectFactory";

    private static final String NO_TEXT =
            "a connection factory with a DataSource object cannot leave this JVM; name the DataSource by the setting"
                    + " dataSourceLookup, or set url";

    private final transient NodeConnections connections = new NodeConnections();

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

    // For directories and streams

    @Override
    public Reference getReference() throws NamingException {
        if (settings().dataSource() != null) {
            throw new NamingException(NO_TEXT);
        }
        Reference reference = new Reference(getClass().getName(), OBJECT_FACTORY, null);
        settings().texts().forEach((name, value) -> reference.add(new StringRefAddr(name, value)));
        return reference;
    }

    final Object writeReplace() throws NotSerializableException {
        if (settings().dataSource() != null) {
            throw new NotSerializableException(NO_TEXT);
        }
        return new SerializedFactory(
                this instanceof OnceMqXaConnectionFactory,
                new TreeMap<>(settings().texts()));
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a connection factory is serialized as its settings");
    }

    /** Closes all its connections and, if nobody else uses it, the node, without lingering. */
    @Override
    public void close() {
        connections.close(settings());
    }
}
