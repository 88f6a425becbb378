// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.engine.destination.Origin;
import io.oncemq.message.StoredText;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An application's connection to its node. Safe for any thread. What is active changes under {@code lifecycle}, a lock
 * that is not held while waiting for deliveries to end.
 */
public sealed class JmsConnection implements QueueConnection, TopicConnection
        permits JmsManagedConnection, JmsXaConnection {
    private static final Logger LOG = System.getLogger("io.oncemq");
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final NodeAccess node;
    private final ConnectionSettings settings;
    private final Domain domain;
    private final Runnable onClosed;
    private final long number = NUMBERS.incrementAndGet();
    private final Permissions permissions;
    private final Runnable permissionsChanged = this::permissionsChanged;
    private final TemporaryDestinations temporaryDestinations;
    private final Troubles troubles;
    private final Set<JmsSession> sessions = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lifecycle = new ReentrantLock();
    private boolean started;
    private boolean closing;

    /** No listener runs any more, and no session may come to those that are being closed. */
    private boolean ending;

    private volatile boolean used;
    private volatile boolean closed;
    private volatile Origin origin;
    private volatile @Nullable ExceptionListener exceptionListener;

    /**
     * A connection that is not started.
     *
     * @param onClosed run once, after everything of the connection has ended
     * @throws JMSException if the settings have a client ID that is in use, or credentials that are not right
     */
    public JmsConnection(NodeAccess node, ConnectionSettings settings, Runnable onClosed) throws JMSException {
        this(node, settings, Domain.UNIFIED, onClosed);
    }

    JmsConnection(NodeAccess node, ConnectionSettings settings, Domain domain, Runnable onClosed) throws JMSException {
        this.node = node;
        this.settings = settings;
        this.domain = domain;
        this.onClosed = onClosed;
        troubles = new Troubles(node.executor());
        permissions = Permissions.of(node.engine(), settings.credentials());
        String clientId = settings.clientId();
        if (clientId != null) {
            takeClientId(clientId);
        }
        origin = new Origin(number, clientId == null ? "" : clientId);
        temporaryDestinations = new TemporaryDestinations(
                node.engine(), permissions, name -> sessions.stream().anyMatch(session -> session.consumes(name)));
        node.engine().security().onChange(permissionsChanged);
    }

    /** A connection of the queue domain only. */
    public static JmsConnection forQueues(NodeAccess node, ConnectionSettings settings, Runnable onClosed)
            throws JMSException {
        return new JmsConnection(node, settings, Domain.QUEUE, onClosed);
    }

    // For the objects of this connection

    Engine engine() {
        return node.engine();
    }

    Executor executor() {
        return node.executor();
    }

    ConnectionSettings settings() {
        return settings;
    }

    Origin origin() {
        return origin;
    }

    /** Empty for none. */
    String clientId() {
        return origin.clientId();
    }

    Permissions permissions() {
        return permissions;
    }

    TemporaryDestinations temporaryDestinations() {
        return temporaryDestinations;
    }

    Domain domain() {
        return domain;
    }

    void requireOpen() throws JMSException {
        if (closed) {
            throw JmsErrors.closed("connection");
        }
    }

    /** Runs a change of what is active, told whether the connection is started, while that does not change. */
    void lifecycle(Consumer<Boolean> change) {
        lifecycle.lock();
        try {
            change.accept(started);
        } finally {
            lifecycle.unlock();
        }
    }

    void removed(JmsSession session) {
        sessions.remove(session);
    }

    /** Something went wrong of which no call can tell the application. */
    void report(JMSException trouble) {
        ExceptionListener listener = exceptionListener;
        if (listener != null) {
            troubles.tell(listener, trouble);
        }
    }

    /** Told by the engine, whose thread must not wait for listeners that are running. */
    private void permissionsChanged() {
        try {
            executor().execute(() -> sessions.forEach(JmsSession::permissionsChanged));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the node is closing, and its consumers with it", e);
        }
    }

    // Sessions

    /** @throws JMSException if the sessions of this connection are being closed: the new one is closed too */
    <S extends JmsSession> S opened(S session) throws JMSException {
        boolean late;
        lifecycle.lock();
        try {
            late = ending;
            if (!late) {
                sessions.add(session);
                if (started) {
                    session.connectionStarted();
                }
            }
        } finally {
            lifecycle.unlock();
        }
        if (late) {
            session.close();
            throw JmsErrors.closed("connection");
        }
        return session;
    }

    void use() throws JMSException {
        requireOpen();
        used = true;
    }

    /** The mode that is asked for by two arguments, which must agree. */
    int mode(boolean transacted, int acknowledgeMode) throws JMSException {
        if (transacted) {
            return Session.SESSION_TRANSACTED;
        }
        if (acknowledgeMode == Session.SESSION_TRANSACTED) {
            throw JmsErrors.notTransactedInTransactedMode();
        }
        return checked(acknowledgeMode);
    }

    static int checked(int acknowledgeMode) throws JMSException {
        return switch (acknowledgeMode) {
            case Session.AUTO_ACKNOWLEDGE,
                    Session.CLIENT_ACKNOWLEDGE,
                    Session.DUPS_OK_ACKNOWLEDGE,
                    Session.SESSION_TRANSACTED -> acknowledgeMode;
            default -> throw JmsErrors.badAcknowledgeMode(acknowledgeMode);
        };
    }

    JmsSession newSession(Domain sessionDomain, int acknowledgeMode) throws JMSException {
        use();
        return opened(new JmsSession(this, sessionDomain, checked(acknowledgeMode)));
    }

    @Override
    public Session createSession() throws JMSException {
        return newSession(Domain.UNIFIED, Session.AUTO_ACKNOWLEDGE);
    }

    @Override
    public Session createSession(int sessionMode) throws JMSException {
        return newSession(Domain.UNIFIED, sessionMode);
    }

    @Override
    public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return newSession(Domain.UNIFIED, mode(transacted, acknowledgeMode));
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return newSession(Domain.QUEUE, mode(transacted, acknowledgeMode));
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return newSession(Domain.TOPIC, mode(transacted, acknowledgeMode));
    }

    // Identity

    @Override
    public @Nullable String getClientID() throws JMSException {
        requireOpen();
        return clientId().isEmpty() ? null : clientId();
    }

    @Override
    public void setClientID(@Nullable String clientId) throws JMSException {
        requireOpen();
        if (settings.clientId() != null) {
            throw JmsErrors.clientIdTooLate("it has been set by the connection factory");
        }
        if (!clientId().isEmpty()) {
            throw JmsErrors.clientIdTooLate("it has been set before");
        }
        if (used) {
            throw JmsErrors.clientIdTooLate("the connection has been used");
        }
        if (clientId == null) {
            throw JmsErrors.badClientId("not be null");
        }
        takeClientId(clientId);
        used = true;
        origin = new Origin(number, clientId);
    }

    private void takeClientId(String clientId) throws JMSException {
        if (clientId.isBlank() || clientId.length() > 255) {
            throw JmsErrors.badClientId("have 1 to 255 characters and not be blank");
        }
        String broken = StoredText.ruleBrokenByName(clientId);
        if (broken != null) {
            throw JmsErrors.badClientId(broken);
        }
        ClientIds clientIds = node.clientIds();
        if (clientIds != null) {
            clientIds.take(clientId, () -> report(JmsErrors.clientIdLost(clientId)));
        }
    }

    @Override
    public ConnectionMetaData getMetaData() throws JMSException {
        requireOpen();
        return new JmsConnectionMetaData(settings.jmsxProperties());
    }

    @Override
    public @Nullable ExceptionListener getExceptionListener() throws JMSException {
        requireOpen();
        return exceptionListener;
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) throws JMSException {
        requireOpen();
        exceptionListener = listener;
    }

    // Start, stop, close

    @Override
    public void start() throws JMSException {
        use();
        lifecycle.lock();
        try {
            if (!started && !closing) {
                started = true;
                sessions.forEach(JmsSession::connectionStarted);
            }
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public void stop() throws JMSException {
        use();
        if (isInMessageListener()) {
            throw JmsErrors.fromMessageListener("Connection.stop");
        }
        stopDeliveries();
    }

    private void stopDeliveries() {
        lifecycle.lock();
        try {
            started = false;
            sessions.forEach(JmsSession::connectionStopped);
        } finally {
            lifecycle.unlock();
        }
        sessions.forEach(JmsSession::awaitStopped);
    }

    private boolean isInMessageListener() {
        return sessions.stream().anyMatch(JmsSession::isInMessageListener);
    }

    @Override
    public void close() throws JMSException {
        if (isInMessageListener()) {
            throw JmsErrors.fromMessageListener("Connection.close");
        }
        if (sessions.stream().anyMatch(JmsSession::isInCompletionListener)) {
            throw JmsErrors.fromCompletionListener("Connection.close");
        }
        lifecycle.lock();
        try {
            if (closing) {
                return;
            }
            closing = true;
        } finally {
            lifecycle.unlock();
        }
        try {
            end();
        } finally {
            closed = true;
            node.engine().security().offChange(permissionsChanged);
            ClientIds clientIds = node.clientIds();
            if (clientIds != null && !clientId().isEmpty()) {
                clientIds.release(clientId());
            }
            onClosed.run();
        }
    }

    private void end() throws JMSException {
        stopDeliveries();
        lifecycle.lock();
        try {
            ending = true;
        } finally {
            lifecycle.unlock();
        }
        JMSException first = null;
        for (JmsSession session : sessions) {
            try {
                session.close();
            } catch (JMSException e) {
                first = first == null ? e : first;
            }
        }
        try {
            temporaryDestinations.close();
        } catch (JMSException e) {
            first = first == null ? e : first;
        }
        if (first != null) {
            throw first;
        }
    }

    // Connection consumers

    @Override
    public ConnectionConsumer createConnectionConsumer(
            Destination destination, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        return connectionConsumer(pool, maxMessages, session -> session.consumer(destination, selector, false));
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            Queue queue, @Nullable String selector, ServerSessionPool pool, int maxMessages) throws JMSException {
        return createConnectionConsumer((Destination) queue, selector, pool, maxMessages);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            Topic topic, @Nullable String selector, ServerSessionPool pool, int maxMessages) throws JMSException {
        return createConnectionConsumer((Destination) topic, selector, pool, maxMessages);
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            Topic topic, String name, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        domain.requireTopics("createDurableConnectionConsumer");
        return connectionConsumer(pool, maxMessages, session -> session.durable(topic, name, selector, false));
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            Topic topic, String name, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        domain.requireTopics("createSharedConnectionConsumer");
        return connectionConsumer(pool, maxMessages, session -> session.shared(topic, name, selector, false));
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            Topic topic, String name, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        domain.requireTopics("createSharedDurableConnectionConsumer");
        return connectionConsumer(pool, maxMessages, session -> session.shared(topic, name, selector, true));
    }

    private ConnectionConsumer connectionConsumer(
            @Nullable ServerSessionPool pool, int maxMessages, JmsConnectionConsumer.Subscribing subscribing)
            throws JMSException {
        if (pool == null) {
            throw JmsErrors.noServerSessionPool();
        }
        if (maxMessages < 1) {
            throw JmsErrors.badMaxMessages(maxMessages);
        }
        JmsSession session = newSession(Domain.UNIFIED, Session.AUTO_ACKNOWLEDGE);
        boolean done = false;
        try {
            JmsConnectionConsumer consumer = new JmsConnectionConsumer(session, pool, maxMessages, subscribing);
            done = true;
            return consumer;
        } finally {
            if (!done) {
                session.close();
            }
        }
    }
}
