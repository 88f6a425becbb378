// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.engine.delivery.Claim;
import io.oncemq.jms.message.JmsBytesMessage;
import io.oncemq.jms.message.JmsMapMessage;
import io.oncemq.jms.message.JmsMessage;
import io.oncemq.jms.message.JmsObjectMessage;
import io.oncemq.jms.message.JmsStreamMessage;
import io.oncemq.jms.message.JmsTextMessage;
import io.oncemq.jms.message.MessageFactory;
import io.oncemq.jms.message.ObjectMessagePolicy;
import io.oncemq.jms.message.ReceivedContext;
import io.oncemq.message.DestinationName;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.io.Serializable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A single-threaded context for sending and receiving: checks, then delegates to its {@link SessionTransaction},
 * {@link ListenerDispatch}, {@link AsyncSends} and {@link SessionConsumers}. Only {@link #close} may be called by other
 * threads than the session's own (specification, 2.14).
 */
public sealed class JmsSession implements QueueSession, TopicSession permits JmsManagedSession, JmsXaSession {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private final JmsConnection connection;
    private final Domain domain;
    private final int acknowledgeMode;
    private final SessionLink link;
    private final SessionTransaction transaction;
    private final DeliveryGate gate = new DeliveryGate();
    private final AsyncSends asyncSends;
    private final MessageSender sender;
    private final ListenerDispatch dispatch;
    private final SessionConsumers consumers;
    private final ReceivedContext receivedContext = new OfSession();
    private final java.util.Queue<Claim> loaded = new ConcurrentLinkedQueue<>();
    private volatile @Nullable MessageListener distinguished;
    private volatile @Nullable Passing passing;
    private boolean closing;
    private volatile boolean ending;
    private volatile boolean closed;

    JmsSession(JmsConnection connection, Domain domain, int acknowledgeMode) {
        this.connection = connection;
        this.domain = domain;
        this.acknowledgeMode = acknowledgeMode;
        Engine engine = connection.engine();
        link = new SessionLink(engine, connection::origin);
        transaction = newTransaction(engine, link);
        asyncSends = new AsyncSends(connection.executor(), transaction);
        sender = new MessageSender(connection, transaction, asyncSends);
        dispatch = new ListenerDispatch(connection.executor(), gate, link, new ToListeners());
        consumers = new SessionConsumers(this, connection);
    }

    /** Called once, by the constructor. */
    SessionTransaction newTransaction(Engine engine, SessionLink sessionLink) {
        return switch (acknowledgeMode) {
            case AUTO_ACKNOWLEDGE -> new AutoAcknowledge(sessionLink);
            case CLIENT_ACKNOWLEDGE -> new ClientAcknowledge(sessionLink);
            case DUPS_OK_ACKNOWLEDGE -> new LazyAcknowledge(sessionLink);
            case SESSION_TRANSACTED -> new LocalTransaction(sessionLink);
            default -> throw new IllegalArgumentException("unchecked session mode " + acknowledgeMode);
        };
    }

    // For the objects of this session

    /** Its consumers are being ended, or have been. */
    boolean isEnding() {
        return ending;
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() throws JMSException {
        if (closed) {
            throw JmsErrors.closed("session");
        }
    }

    JmsConnection connection() {
        return connection;
    }

    SessionTransaction transaction() {
        return transaction;
    }

    /** Message listeners can be set. */
    void requireListenersAllowed(String call) throws JMSException {
        requireOpen();
    }

    ListenerDispatch dispatch() {
        return dispatch;
    }

    boolean isInCompletionListener() {
        return asyncSends.isCaller();
    }

    boolean isInMessageListener() {
        return dispatch.isCaller();
    }

    void awaitAsyncSends() {
        asyncSends.await();
    }

    void idle() {
        transaction.idle();
    }

    void send(Destination to, Message message, SendOptions options, @Nullable CompletionListener listener)
            throws JMSException {
        requireOpen();
        sender.send(to, message, options, listener);
    }

    ReceivedContext receivedContext() {
        return receivedContext;
    }

    /** The message that the application gets for a delivery. */
    JmsMessage message(Claim claim) {
        return MessageFactory.received(
                claim.envelope(),
                connection.engine().messageId(claim.envelope().id()),
                claim.deliveryCount(),
                claim.redelivered(),
                connection.settings().jmsxProperties().reception(connection.engine(), transaction::transactionId),
                receivedContext);
    }

    /**
     * Accepts a delivery that a receive took.
     *
     * @return null if the receive must go on: it was lost, or deliveries are stopped and it went back
     */
    <T> JmsMessageConsumer.@Nullable Received<T> accept(Claim claim, JmsMessageConsumer.Reading<T> reading)
            throws JMSException {
        if (!gate.enter()) {
            link.putBack(claim);
            return null;
        }
        try {
            return JmsMessageConsumer.Received.of(claim, messageOrReject(claim), reading, transaction, link);
        } finally {
            gate.leave();
        }
    }

    private JmsMessage messageOrReject(Claim claim) {
        try {
            return message(claim);
        } catch (RuntimeException | Error e) {
            // Lost sight of, it would be nobody's until this node ends. Counted, so that it does not come for ever.
            link.reject(List.of(claim), e);
            throw e;
        }
    }

    /** Runs a change of what is active, told whether the connection is started, while that does not change. */
    void lifecycle(Consumer<Boolean> change) {
        connection.lifecycle(change);
    }

    void removed(JmsMessageConsumer consumer) {
        consumers.removed(consumer, transaction);
    }

    boolean consumes(DestinationName name) {
        return consumers.all().stream()
                .anyMatch(each -> each.source().queue().identity().origin().equals(name));
    }

    /** Ends the consumers that may not receive any more. */
    void permissionsChanged() {
        consumers.all().forEach(JmsMessageConsumer::permissionsChanged);
    }

    // For the connection, under its lifecycle lock

    void connectionStarted() {
        gate.open();
        consumers.all().forEach(JmsMessageConsumer::connectionStarted);
        dispatch.wake();
    }

    void connectionStopped() {
        consumers.all().forEach(JmsMessageConsumer::connectionStopped);
        gate.shut();
    }

    /** Without that lock: returns when no delivery is going on any more. */
    void awaitStopped() {
        gate.awaitEmpty();
        dispatch.putBackHeld();
    }

    // Transactions and acknowledgement

    private void requireNotInCompletionListener(String call) throws JMSException {
        requireOpen();
        if (asyncSends.isCaller()) {
            throw JmsErrors.fromCompletionListener(call);
        }
    }

    @Override
    public void commit() throws JMSException {
        requireNotInCompletionListener("commit");
        asyncSends.await();
        try {
            transaction.commit();
        } finally {
            endSubscriptions();
        }
    }

    @Override
    public void rollback() throws JMSException {
        requireNotInCompletionListener("rollback");
        asyncSends.await();
        dispatch.putBackHeld();
        try {
            transaction.rollback();
        } finally {
            endSubscriptions();
        }
    }

    /** A transaction has ended, and with it what it kept of closed consumers. */
    final void endSubscriptions() {
        consumers.endSubscriptions(transaction);
    }

    @Override
    public void recover() throws JMSException {
        requireOpen();
        dispatch.putBackHeld();
        transaction.recover();
        consumers.endSubscriptions(transaction);
    }

    /** As {@code Message.acknowledge} of any message that it delivered. */
    void acknowledge() throws JMSException {
        requireOpen();
        transaction.acknowledge();
        consumers.endSubscriptions(transaction);
    }

    @Override
    public boolean getTransacted() throws JMSException {
        requireOpen();
        return acknowledgeMode == SESSION_TRANSACTED;
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        requireOpen();
        return acknowledgeMode;
    }

    // The end

    @Override
    public void close() throws JMSException {
        if (isInMessageListener()) {
            throw JmsErrors.fromMessageListener("Session.close");
        }
        if (isInCompletionListener()) {
            throw JmsErrors.fromCompletionListener("Session.close");
        }
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        try {
            end();
        } finally {
            connection.removed(this);
        }
    }

    private void end() throws JMSException {
        gate.close();
        // A listener that runs has the session's full services until it returns.
        gate.awaitEmpty();
        asyncSends.await();
        ending = true;
        consumers.all().forEach(JmsMessageConsumer::end);
        transaction.close();
        closed = true;
        run();
        for (JmsMessageConsumer consumer : consumers.all()) {
            consumers.removed(consumer, transaction);
        }
        consumers.endAllSubscriptions(transaction);
    }

    // Messages

    @Override
    public BytesMessage createBytesMessage() throws JMSException {
        requireOpen();
        return new JmsBytesMessage();
    }

    @Override
    public MapMessage createMapMessage() throws JMSException {
        requireOpen();
        return new JmsMapMessage();
    }

    @Override
    public Message createMessage() throws JMSException {
        requireOpen();
        return new JmsMessage();
    }

    @Override
    public ObjectMessage createObjectMessage() throws JMSException {
        requireOpen();
        return new JmsObjectMessage();
    }

    @Override
    public ObjectMessage createObjectMessage(@Nullable Serializable object) throws JMSException {
        ObjectMessage message = createObjectMessage();
        message.setObject(object);
        return message;
    }

    @Override
    public StreamMessage createStreamMessage() throws JMSException {
        requireOpen();
        return new JmsStreamMessage();
    }

    @Override
    public TextMessage createTextMessage() throws JMSException {
        return createTextMessage(null);
    }

    @Override
    public TextMessage createTextMessage(@Nullable String text) throws JMSException {
        requireOpen();
        return new JmsTextMessage(text);
    }

    // Destinations

    @Override
    public Queue createQueue(String name) throws JMSException {
        requireOpen();
        domain.requireQueues("createQueue");
        return (Queue) JmsDestination.of(JmsDestination.named(DestinationName.Kind.QUEUE, name));
    }

    @Override
    public Topic createTopic(String name) throws JMSException {
        requireOpen();
        domain.requireTopics("createTopic");
        return (Topic) JmsDestination.of(JmsDestination.named(DestinationName.Kind.TOPIC, name));
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        requireOpen();
        domain.requireQueues("createTemporaryQueue");
        return connection.temporaryDestinations().createQueue();
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        requireOpen();
        domain.requireTopics("createTemporaryTopic");
        return connection.temporaryDestinations().createTopic();
    }

    // Producers

    @Override
    public MessageProducer createProducer(@Nullable Destination destination) throws JMSException {
        return producer(destination);
    }

    @Override
    public QueueSender createSender(@Nullable Queue queue) throws JMSException {
        domain.requireQueues("createSender");
        return producer(queue);
    }

    @Override
    public TopicPublisher createPublisher(@Nullable Topic topic) throws JMSException {
        domain.requireTopics("createPublisher");
        return producer(topic);
    }

    private JmsMessageProducer producer(@Nullable Destination destination) throws JMSException {
        requireOpen();
        if (destination != null) {
            sender.check(JmsDestination.nameOf(destination));
        }
        return new JmsMessageProducer(this, destination);
    }

    // Consumers

    private SessionConsumers consumers() throws JMSException {
        requireOpen();
        return consumers;
    }

    @Override
    public MessageConsumer createConsumer(Destination destination) throws JMSException {
        return consumers().create(destination, null, false);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, @Nullable String selector) throws JMSException {
        return consumers().create(destination, selector, false);
    }

    @Override
    public MessageConsumer createConsumer(Destination destination, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return consumers().create(destination, selector, noLocal);
    }

    JmsMessageConsumer consumer(Destination destination, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return consumers().create(destination, selector, noLocal);
    }

    @Override
    public QueueReceiver createReceiver(Queue queue) throws JMSException {
        return createReceiver(queue, null);
    }

    @Override
    public QueueReceiver createReceiver(Queue queue, @Nullable String selector) throws JMSException {
        domain.requireQueues("createReceiver");
        return consumers().create(queue, selector, false);
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic) throws JMSException {
        return createSubscriber(topic, null, false);
    }

    @Override
    public TopicSubscriber createSubscriber(Topic topic, @Nullable String selector, boolean noLocal)
            throws JMSException {
        domain.requireTopics("createSubscriber");
        return consumers().create(topic, selector, noLocal);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name) throws JMSException {
        return durable(topic, name, null, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(Topic topic, String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return durable(topic, name, selector, noLocal);
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name) throws JMSException {
        return durable(topic, name, null, false);
    }

    @Override
    public MessageConsumer createDurableConsumer(Topic topic, String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return durable(topic, name, selector, noLocal);
    }

    JmsMessageConsumer durable(Topic topic, String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        requireOpen();
        domain.requireTopics("createDurableConsumer");
        return consumers.createDurable(topic, name, selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name) throws JMSException {
        return shared(topic, name, null, false);
    }

    @Override
    public MessageConsumer createSharedConsumer(Topic topic, String name, @Nullable String selector)
            throws JMSException {
        return shared(topic, name, selector, false);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name) throws JMSException {
        return shared(topic, name, null, true);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(Topic topic, String name, @Nullable String selector)
            throws JMSException {
        return shared(topic, name, selector, true);
    }

    JmsMessageConsumer shared(Topic topic, String name, @Nullable String selector, boolean durable)
            throws JMSException {
        requireOpen();
        domain.requireTopics("createSharedConsumer");
        return consumers.createShared(topic, name, selector, durable);
    }

    @Override
    public void unsubscribe(String name) throws JMSException {
        requireOpen();
        domain.requireTopics("unsubscribe");
        consumers.unsubscribe(name, transaction);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue) throws JMSException {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(Queue queue, @Nullable String selector) throws JMSException {
        requireOpen();
        domain.requireQueues("createBrowser");
        return JmsQueueBrowser.create(this, queue, selector);
    }

    // Expert use: a session that an application server loads (specification, 11.2.1)

    @Override
    public @Nullable MessageListener getMessageListener() throws JMSException {
        requireOpen();
        return distinguished;
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
        requireOpen();
        distinguished = listener;
    }

    /** What this session would give to listeners goes to others; set before there are listeners. */
    void passOn(Passing to) {
        passing = to;
    }

    /** Takes a delivery over; one for which it throws is put back by the caller. */
    @FunctionalInterface
    interface Passing {
        void pass(Claim claim) throws JMSException;
    }

    /** A connection consumer gives it a delivery for the next {@link #run}. */
    void load(Claim claim) {
        loaded.add(claim);
    }

    /** Takes back what {@link #load} gave; false if it is being processed, or has been. */
    boolean unload(Claim claim) {
        return loaded.remove(claim);
    }

    /** The application never saw it. */
    void putBack(Claim claim) {
        link.putBack(claim);
    }

    @Override
    public void run() {
        MessageListener listener = distinguished;
        Claim claim;
        while ((claim = loaded.poll()) != null) {
            if (listener == null || closed) {
                link.putBack(claim);
            } else {
                dispatch.deliverHere(listener, claim);
            }
        }
        transaction.idle();
    }

    private final class ToListeners implements ListenerDispatch.Handler {
        private final Backoff backoff = new Backoff();

        @Override
        public void deliver(MessageListener listener, Claim claim) {
            Passing to = passing;
            if (to != null) {
                passOn(to, claim);
            } else {
                call(listener, claim);
            }
        }

        private void passOn(Passing to, Claim claim) {
            try {
                to.pass(claim);
                backoff.succeeded();
            } catch (Throwable e) { // the pool is the server's: whatever it throws, this message was not taken over
                link.putBack(claim);
                holdOff("ONCEMQ-2406", claim, "a server session", e);
            }
        }

        private void call(MessageListener listener, Claim claim) {
            try {
                transaction.begin(claim);
                backoff.succeeded();
            } catch (JMSException e) {
                holdOff("ONCEMQ-2408", claim, "its message listener", e);
                return;
            }
            Throwable failure = null;
            try {
                listener.onMessage(message(claim));
            } catch (Throwable e) { // whatever it throws, this message was not accepted and the next one is delivered
                failure = e;
                LOG.log(Level.WARNING, "ONCEMQ-2401 a message listener threw an exception on " + claim, e);
            }
            try {
                transaction.end(claim, failure);
            } catch (JMSException e) {
                LOG.log(Level.WARNING, "ONCEMQ-2402 " + claim + " may be delivered again", e);
                connection.report(e);
            } finally {
                consumers.endSubscriptions(transaction);
            }
        }

        /** It is back, and comes again after a pause that grows. */
        private void holdOff(String code, Claim claim, String receiver, Throwable e) {
            Duration pause = backoff.failed();
            dispatch.pause(pause);
            LOG.log(
                    backoff.hasGrown() ? Level.WARNING : Level.DEBUG,
                    code + " " + claim + " could not be given to " + receiver + "; the next try is in "
                            + pause.toMillis() + " ms",
                    e);
            if (backoff.hasGrown()) {
                connection.report(e instanceof JMSException known ? known : JmsErrors.unexpected("load", e));
            }
        }

        @Override
        public void idle() {
            transaction.idle();
        }

        @Override
        public void failed(Throwable failure) {
            LOG.log(Level.ERROR, "ONCEMQ-2404 the dispatch of a session failed unexpectedly", failure);
            connection.report(JmsErrors.unexpected("dispatch", failure));
        }
    }

    private final class OfSession implements ReceivedContext {
        @Override
        public void acknowledge() throws JMSException {
            JmsSession.this.acknowledge();
        }

        @Override
        public ObjectMessagePolicy objectMessagePolicy() {
            return connection.settings().objectMessages();
        }
    }
}
