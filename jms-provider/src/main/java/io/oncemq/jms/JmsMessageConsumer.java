// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.delivery.QueueIdentity;
import io.oncemq.engine.security.Action;
import io.oncemq.store.StoreException;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Receives from one queue or subscription, by receive or by a listener. Used by the session's thread of control;
 * {@link #close} by any thread.
 */
public final class JmsMessageConsumer implements QueueReceiver, TopicSubscriber {
    private static final long FOREVER = Long.MAX_VALUE;

    private final JmsSession session;
    private final Destination destination;
    private final @Nullable String selector;
    private final boolean noLocal;
    private final QueueConsumer source;
    private volatile ListenerDispatch.@Nullable Listening listening;

    /** Whether deliveries may be assigned while the connection is started: guarded by the connection's lifecycle. */
    private boolean eager;

    private volatile boolean closed;

    /** Whether the provider ended it, because it may not receive any more. */
    private volatile boolean revoked;

    /** Whether the provider ended it, because its subscription is not this node's any more. */
    private volatile boolean lost;

    /** Guarded by this object's monitor. */
    private int receiving;

    /**
     * A consumer of a queue.
     *
     * @param eager true to hold messages for it before it asks for one; only where no other consumer could want them
     */
    JmsMessageConsumer(
            JmsSession session,
            Destination destination,
            @Nullable String selector,
            boolean noLocal,
            QueueConsumer source,
            boolean eager) {
        this.session = session;
        this.destination = destination;
        this.selector = selector;
        this.noLocal = noLocal;
        this.source = source;
        this.eager = eager;
    }

    QueueConsumer source() {
        return source;
    }

    Destination destination() {
        return destination;
    }

    private void requireOpen() throws JMSException {
        if (closed || session.isClosed()) {
            throw JmsErrors.closed("consumer");
        }
        if (revoked) {
            requireAllowed();
            throw JmsErrors.closed("consumer");
        }
        if (lost) {
            throw subscriptionIsLost();
        }
    }

    private JMSException subscriptionIsLost() {
        QueueIdentity subscription = source.queue().identity();
        return JmsErrors.subscriptionLost(
                subscription.subscription(), subscription.origin().name());
    }

    /** Its deliveries have ended for good; the application hears of it. On a thread that must not wait. */
    void subscriptionLost() {
        lost = true;
        session.connection().report(subscriptionIsLost());
    }

    private void requireAllowed() throws JMSException {
        session.connection()
                .permissions()
                .require(Action.CONSUME, source.queue().identity().origin());
    }

    /** Ends deliveries for good if they are not allowed any more; the application hears of it. On any thread. */
    void permissionsChanged() {
        if (closed || revoked) {
            return;
        }
        try {
            requireAllowed();
        } catch (JMSException e) {
            revoked = true;
            endListening();
            source.close();
            session.connection().report(e);
        }
    }

    // What the session and its connection drive, under the connection's lifecycle lock

    void connectionStarted() {
        if (eager) {
            source.activate();
        }
    }

    void connectionStopped() {
        source.deactivate();
    }

    private void wantDeliveries() {
        if (!eager) {
            session.lifecycle(started -> {
                eager = true;
                if (started) {
                    source.activate();
                }
            });
        }
    }

    // Receiving

    /** Makes of a message what the caller wants; where that fails, the message may be as if never received. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Message message) throws JMSException;
    }

    @Override
    public @Nullable Message receive() throws JMSException {
        return receive(0, message -> message);
    }

    @Override
    public @Nullable Message receive(long timeoutMillis) throws JMSException {
        return receive(timeoutMillis, message -> message);
    }

    @Override
    public @Nullable Message receiveNoWait() throws JMSException {
        return receiveNoWait(message -> message);
    }

    <T> @Nullable T receive(long timeoutMillis, Reading<T> reading) throws JMSException {
        if (timeoutMillis < 0) {
            throw JmsErrors.negative("time-out", timeoutMillis);
        }
        long nanos = timeoutMillis == 0 ? FOREVER : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        long start = System.nanoTime();
        return receive(
                () -> {
                    Claim claim = source.take();
                    if (claim != null) {
                        return claim;
                    }
                    session.idle();
                    long left = nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - start);
                    claim = left <= 0 ? null : source.receive(left);
                    if (claim == null && Thread.currentThread().isInterrupted() && !closed) {
                        throw JmsErrors.interrupted("receive");
                    }
                    return claim;
                },
                reading);
    }

    <T> @Nullable T receiveNoWait(Reading<T> reading) throws JMSException {
        return receive(
                () -> {
                    Claim claim = takeNoWait();
                    if (claim == null) {
                        session.idle();
                    }
                    return claim;
                },
                reading);
    }

    private @Nullable Claim takeNoWait() throws JMSException {
        try {
            return source.receiveNoWait();
        } catch (StoreException e) {
            throw JmsErrors.store("receiveNoWait", e);
        }
    }

    @FunctionalInterface
    private interface Taking {
        @Nullable
        Claim take() throws JMSException;
    }

    private <T> @Nullable T receive(Taking taking, Reading<T> reading) throws JMSException {
        requireOpen();
        if (listening != null) {
            throw JmsErrors.hasListener();
        }
        wantDeliveries();
        synchronized (this) {
            receiving++;
        }
        try {
            Claim claim;
            while ((claim = taking.take()) != null) {
                Received<T> received = session.accept(claim, reading);
                if (received != null) {
                    return received.value;
                }
            }
            if (revoked || lost) {
                requireOpen();
            }
            return null;
        } finally {
            synchronized (this) {
                receiving--;
                notifyAll();
            }
        }
    }

    /** What a receive gave; a box, since null would mean that it must look again. */
    record Received<T>(T value) {
        /** Reads and accepts a delivery, in the session's delivery gate. Null if it was lost meanwhile. */
        static <T> @Nullable Received<T> of(
                Claim claim, Message message, Reading<T> reading, SessionTransaction transaction, SessionLink link)
                throws JMSException {
            T value;
            try {
                value = reading.read(message);
            } catch (JMSException | RuntimeException | Error e) {
                // receiveBody: the message stays as if never received, or is received but not read (API of
                // JMSConsumer). Whatever else goes wrong, the delivery must not be lost sight of.
                if (transaction.acknowledgesByItself()) {
                    link.putBack(claim);
                } else {
                    transaction.accept(claim);
                }
                throw e;
            }
            return transaction.accept(claim) ? new Received<>(value) : null;
        }
    }

    // Listening

    @Override
    public @Nullable MessageListener getMessageListener() throws JMSException {
        requireOpen();
        session.requireListenersAllowed("getMessageListener");
        ListenerDispatch.Listening now = listening;
        return now == null ? null : now.listener();
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
        requireOpen();
        session.requireListenersAllowed("setMessageListener");
        endListening();
        listening = null;
        if (listener != null) {
            wantDeliveries();
            ListenerDispatch.Listening begun = session.dispatch().listen(source, listener);
            listening = begun;
            if (closed || revoked) {
                // Its end may have come before there was anything to be ended.
                session.dispatch().end(begun);
            }
        }
    }

    /** Also waits for one that is ended by another thread. */
    private void endListening() {
        ListenerDispatch.Listening ended = listening;
        if (ended != null) {
            session.dispatch().end(ended);
        }
    }

    // The end

    @Override
    public void close() throws JMSException {
        if (end()) {
            session.removed(this);
        }
    }

    /** Ends deliveries and waits for those that are going on; false if that was done before. */
    boolean end() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        endListening();
        source.close();
        awaitReceive();
        return true;
    }

    private synchronized void awaitReceive() {
        boolean interrupted = false;
        while (receiving > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                // The receive has been told to end; what it holds must be back before the subscription goes.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // Questions

    @Override
    public @Nullable String getMessageSelector() throws JMSException {
        requireOpen();
        return selector;
    }

    @Override
    public Queue getQueue() throws JMSException {
        requireOpen();
        return (Queue) destination;
    }

    @Override
    public Topic getTopic() throws JMSException {
        requireOpen();
        return (Topic) destination;
    }

    @Override
    public boolean getNoLocal() throws JMSException {
        requireOpen();
        return noLocal;
    }
}
