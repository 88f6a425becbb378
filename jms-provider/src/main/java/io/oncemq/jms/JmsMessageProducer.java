// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import org.jspecify.annotations.Nullable;

/**
 * Sends, to one destination or to the one that each call names. Message IDs and timestamps are set even where the
 * application hints that it does not need them, as the specification allows.
 */
public final class JmsMessageProducer implements QueueSender, TopicPublisher {
    private final JmsSession session;
    private final @Nullable Destination destination;
    private final SendOptions options = new SendOptions();
    private boolean disableMessageId;
    private boolean disableMessageTimestamp;
    private volatile boolean closed;

    JmsMessageProducer(JmsSession session, @Nullable Destination destination) {
        this.session = session;
        this.destination = destination;
    }

    private void requireOpen() throws JMSException {
        if (closed || session.isClosed()) {
            throw JmsErrors.closed("producer");
        }
    }

    private SendOptions options() throws JMSException {
        requireOpen();
        return options;
    }

    @Override
    public void close() throws JMSException {
        if (closed) {
            return;
        }
        if (session.isInCompletionListener()) {
            throw JmsErrors.fromCompletionListener("MessageProducer.close");
        }
        closed = true;
        session.awaitAsyncSends();
    }

    // Sending

    private void send(Destination to, @Nullable Message message, SendOptions how, @Nullable CompletionListener listener)
            throws JMSException {
        if (message == null) {
            throw JmsErrors.noMessage();
        }
        session.send(to, message, how, listener);
    }

    private Destination fixedDestination() throws JMSException {
        requireOpen();
        if (destination == null) {
            throw JmsErrors.destinationIsMissing();
        }
        return destination;
    }

    private Destination namedDestination(@Nullable Destination named) throws JMSException {
        requireOpen();
        if (destination != null) {
            throw JmsErrors.destinationIsFixed();
        }
        if (named == null) {
            throw JmsErrors.noDestination();
        }
        return named;
    }

    private static CompletionListener required(@Nullable CompletionListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("no completion listener was given (null)");
        }
        return listener;
    }

    @Override
    public void send(Message message) throws JMSException {
        send(fixedDestination(), message, options, null);
    }

    @Override
    public void send(Message message, int deliveryMode, int priority, long timeToLive) throws JMSException {
        send(fixedDestination(), message, options.with(deliveryMode, priority, timeToLive), null);
    }

    @Override
    public void send(Destination to, Message message) throws JMSException {
        send(namedDestination(to), message, options, null);
    }

    @Override
    public void send(Destination to, Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        send(namedDestination(to), message, options.with(deliveryMode, priority, timeToLive), null);
    }

    @Override
    public void send(Message message, CompletionListener listener) throws JMSException {
        send(fixedDestination(), message, options, required(listener));
    }

    @Override
    public void send(Message message, int deliveryMode, int priority, long timeToLive, CompletionListener listener)
            throws JMSException {
        send(fixedDestination(), message, options.with(deliveryMode, priority, timeToLive), required(listener));
    }

    @Override
    public void send(Destination to, Message message, CompletionListener listener) throws JMSException {
        send(namedDestination(to), message, options, required(listener));
    }

    @Override
    public void send(
            Destination to,
            Message message,
            int deliveryMode,
            int priority,
            long timeToLive,
            CompletionListener listener)
            throws JMSException {
        send(namedDestination(to), message, options.with(deliveryMode, priority, timeToLive), required(listener));
    }

    // Domains

    @Override
    public void send(Queue to, Message message) throws JMSException {
        send((Destination) to, message);
    }

    @Override
    public void send(Queue to, Message message, int deliveryMode, int priority, long timeToLive) throws JMSException {
        send((Destination) to, message, deliveryMode, priority, timeToLive);
    }

    @Override
    public void publish(Message message) throws JMSException {
        send(message);
    }

    @Override
    public void publish(Message message, int deliveryMode, int priority, long timeToLive) throws JMSException {
        send(message, deliveryMode, priority, timeToLive);
    }

    @Override
    public void publish(Topic to, Message message) throws JMSException {
        send((Destination) to, message);
    }

    @Override
    public void publish(Topic to, Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        send((Destination) to, message, deliveryMode, priority, timeToLive);
    }

    @Override
    public @Nullable Destination getDestination() throws JMSException {
        requireOpen();
        return destination;
    }

    @Override
    public @Nullable Queue getQueue() throws JMSException {
        return (Queue) getDestination();
    }

    @Override
    public @Nullable Topic getTopic() throws JMSException {
        return (Topic) getDestination();
    }

    // Options

    @Override
    public void setDisableMessageID(boolean value) throws JMSException {
        requireOpen();
        disableMessageId = value;
    }

    @Override
    public boolean getDisableMessageID() throws JMSException {
        requireOpen();
        return disableMessageId;
    }

    @Override
    public void setDisableMessageTimestamp(boolean value) throws JMSException {
        requireOpen();
        disableMessageTimestamp = value;
    }

    @Override
    public boolean getDisableMessageTimestamp() throws JMSException {
        requireOpen();
        return disableMessageTimestamp;
    }

    @Override
    public void setDeliveryMode(int deliveryMode) throws JMSException {
        options().deliveryMode(deliveryMode);
    }

    @Override
    public int getDeliveryMode() throws JMSException {
        return options().deliveryMode();
    }

    @Override
    public void setPriority(int priority) throws JMSException {
        options().priority(priority);
    }

    @Override
    public int getPriority() throws JMSException {
        return options().priority();
    }

    @Override
    public void setTimeToLive(long millis) throws JMSException {
        options().timeToLive(millis);
    }

    @Override
    public long getTimeToLive() throws JMSException {
        return options().timeToLive();
    }

    @Override
    public void setDeliveryDelay(long millis) throws JMSException {
        options().deliveryDelay(millis);
    }

    @Override
    public long getDeliveryDelay() throws JMSException {
        return options().deliveryDelay();
    }
}
