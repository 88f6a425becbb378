// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A session and the connection it shares with the contexts made from it; the last of them closes the connection. The
 * session is made when first needed, so that a client ID can still be set on a new context.
 */
public sealed class JmsContext implements JMSContext permits JmsXaContext {
    private final JmsConnection connection;
    private final int sessionMode;
    private final AtomicInteger users;
    private @Nullable JmsSession session;
    private boolean autoStart = true;
    private volatile boolean closed;

    JmsContext(JmsConnection connection, int sessionMode, AtomicInteger users) {
        this.connection = connection;
        this.sessionMode = sessionMode;
        this.users = users;
    }

    /** The first context of a connection that is its own from now on. */
    public static JmsContext create(JmsConnection connection, int sessionMode) {
        return new JmsContext(connection, sessionMode, new AtomicInteger(1));
    }

    /** Checks a mode before a connection is made for it. */
    public static void checkMode(int sessionMode) throws JMSException {
        if (sessionMode < Session.SESSION_TRANSACTED || sessionMode > Session.DUPS_OK_ACKNOWLEDGE) {
            throw JmsErrors.badAcknowledgeMode(sessionMode);
        }
    }

    private void requireOpen() throws JMSException {
        if (closed) {
            throw JmsErrors.closed("context");
        }
    }

    synchronized JmsSession session() throws JMSException {
        requireOpen();
        if (session == null) {
            session = newSession();
        }
        return session;
    }

    JmsSession newSession() throws JMSException {
        return connection.newSession(Domain.UNIFIED, sessionMode);
    }

    JmsConnection connection() throws JMSException {
        requireOpen();
        return connection;
    }

    @Override
    public JMSContext createContext(int mode) {
        return Unchecked.get(() -> {
            requireOpen();
            checkMode(mode);
            users.incrementAndGet();
            return new JmsContext(connection, mode, users);
        });
    }

    @Override
    public JMSProducer createProducer() {
        return Unchecked.get(() -> new JmsProducer(session()));
    }

    // The connection

    @Override
    public @Nullable String getClientID() {
        return Unchecked.find(() -> connection().getClientID());
    }

    @Override
    public void setClientID(@Nullable String clientId) {
        Unchecked.run(() -> connection().setClientID(clientId));
    }

    @Override
    public ConnectionMetaData getMetaData() {
        return Unchecked.get(() -> connection().getMetaData());
    }

    @Override
    public @Nullable ExceptionListener getExceptionListener() {
        return Unchecked.find(() -> connection().getExceptionListener());
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) {
        Unchecked.run(() -> connection().setExceptionListener(listener));
    }

    @Override
    public void start() {
        Unchecked.run(() -> connection().start());
    }

    @Override
    public void stop() {
        Unchecked.run(() -> connection().stop());
    }

    @Override
    public void setAutoStart(boolean value) {
        Unchecked.run(this::requireOpen);
        autoStart = value;
    }

    @Override
    public boolean getAutoStart() {
        Unchecked.run(this::requireOpen);
        return autoStart;
    }

    @Override
    public void close() {
        Unchecked.run(this::end);
    }

    private void end() throws JMSException {
        JmsSession ending;
        synchronized (this) {
            if (closed) {
                return;
            }
            ending = session;
        }
        try {
            if (ending != null) {
                ending.close();
            }
        } catch (IllegalStateException e) {
            // It may not be closed from here.
            throw e;
        } catch (JMSException e) {
            ended(e);
            return;
        }
        ended(null);
    }

    /** The session has ended, by whatever way: so does the connection, if it was the last one's. */
    private void ended(@Nullable JMSException failure) throws JMSException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        JMSException first = failure;
        if (users.decrementAndGet() == 0) {
            try {
                connection.close();
            } catch (JMSException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    // Messages

    @Override
    public BytesMessage createBytesMessage() {
        return Unchecked.get(() -> session().createBytesMessage());
    }

    @Override
    public MapMessage createMapMessage() {
        return Unchecked.get(() -> session().createMapMessage());
    }

    @Override
    public Message createMessage() {
        return Unchecked.get(() -> session().createMessage());
    }

    @Override
    public ObjectMessage createObjectMessage() {
        return Unchecked.get(() -> session().createObjectMessage());
    }

    @Override
    public ObjectMessage createObjectMessage(@Nullable Serializable object) {
        return Unchecked.get(() -> session().createObjectMessage(object));
    }

    @Override
    public StreamMessage createStreamMessage() {
        return Unchecked.get(() -> session().createStreamMessage());
    }

    @Override
    public TextMessage createTextMessage() {
        return Unchecked.get(() -> session().createTextMessage());
    }

    @Override
    public TextMessage createTextMessage(@Nullable String text) {
        return Unchecked.get(() -> session().createTextMessage(text));
    }

    // The session

    @Override
    public boolean getTransacted() {
        return Unchecked.get(() -> session().getTransacted());
    }

    @Override
    public int getSessionMode() {
        return Unchecked.get(() -> session().getAcknowledgeMode());
    }

    @Override
    public void commit() {
        Unchecked.run(() -> session().commit());
    }

    @Override
    public void rollback() {
        Unchecked.run(() -> session().rollback());
    }

    @Override
    public void recover() {
        Unchecked.run(() -> session().recover());
    }

    @Override
    public void acknowledge() {
        Unchecked.run(() -> session().acknowledge());
    }

    // Consumers

    private interface Consuming {
        JmsMessageConsumer on(JmsSession session) throws JMSException;
    }

    private JMSConsumer consumer(Consuming consuming) {
        return Unchecked.get(() -> {
            JmsConsumer consumer = new JmsConsumer(consuming.on(session()));
            if (autoStart) {
                connection.start();
            }
            return consumer;
        });
    }

    @Override
    public JMSConsumer createConsumer(Destination destination) {
        return consumer(on -> on.consumer(destination, null, false));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, @Nullable String selector) {
        return consumer(on -> on.consumer(destination, selector, false));
    }

    @Override
    public JMSConsumer createConsumer(Destination destination, @Nullable String selector, boolean noLocal) {
        return consumer(on -> on.consumer(destination, selector, noLocal));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name) {
        return consumer(on -> on.durable(topic, name, null, false));
    }

    @Override
    public JMSConsumer createDurableConsumer(Topic topic, String name, @Nullable String selector, boolean noLocal) {
        return consumer(on -> on.durable(topic, name, selector, noLocal));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name) {
        return consumer(on -> on.shared(topic, name, null, true));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(Topic topic, String name, @Nullable String selector) {
        return consumer(on -> on.shared(topic, name, selector, true));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String name) {
        return consumer(on -> on.shared(topic, name, null, false));
    }

    @Override
    public JMSConsumer createSharedConsumer(Topic topic, String name, @Nullable String selector) {
        return consumer(on -> on.shared(topic, name, selector, false));
    }

    @Override
    public void unsubscribe(String name) {
        Unchecked.run(() -> session().unsubscribe(name));
    }

    @Override
    public QueueBrowser createBrowser(Queue queue) {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, @Nullable String selector) {
        return Unchecked.get(() -> {
            QueueBrowser browser = session().createBrowser(queue, selector);
            if (autoStart) {
                connection.start();
            }
            return browser;
        });
    }

    // Destinations

    @Override
    public Queue createQueue(String name) {
        return Unchecked.get(() -> session().createQueue(name));
    }

    @Override
    public Topic createTopic(String name) {
        return Unchecked.get(() -> session().createTopic(name));
    }

    @Override
    public TemporaryQueue createTemporaryQueue() {
        return Unchecked.get(() -> session().createTemporaryQueue());
    }

    @Override
    public TemporaryTopic createTemporaryTopic() {
        return Unchecked.get(() -> session().createTemporaryTopic());
    }
}
