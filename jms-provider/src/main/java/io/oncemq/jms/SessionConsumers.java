// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.destination.SubscriptionLoss;
import io.oncemq.engine.destination.SubscriptionRequest;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.engine.security.Action;
import io.oncemq.message.DestinationName;
import io.oncemq.message.StoredText;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorSyntaxException;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A session's consumers: makes them, and ends the subscriptions that go with them. A subscription whose messages still
 * wait for an acknowledgement is ended after that.
 */
final class SessionConsumers {
    private static final int MAX_NAME_LENGTH = 255;

    private final JmsSession session;
    private final JmsConnection connection;
    private final Engine engine;
    private final List<JmsMessageConsumer> consumers = new CopyOnWriteArrayList<>();
    private final List<LocalQueue> toEnd = new ArrayList<>();

    SessionConsumers(JmsSession session, JmsConnection connection) {
        this.session = session;
        this.connection = connection;
        engine = connection.engine();
    }

    List<JmsMessageConsumer> all() {
        return consumers;
    }

    /** On a queue, or with an unshared subscription that ends with it. */
    JmsMessageConsumer create(@Nullable Destination destination, @Nullable String selector, boolean noLocal)
            throws JMSException {
        DestinationName name = JmsDestination.nameOf(destination);
        requireOwn(name);
        connection.permissions().require(Action.CONSUME, name);
        if (name.kind().isQueue()) {
            return add(Objects.requireNonNull(destination), selector, noLocal, queue(name, textOf(selector)), false);
        }
        return subscribe(destination, name, "", "", false, false, selector, noLocal);
    }

    private QueueConsumer queue(DestinationName name, String selector) throws JMSException {
        try {
            Selector parsed = selector.isEmpty() ? null : Selector.parse(selector);
            engine.destinations().get(name, connection.permissions().access());
            return engine.destinations().queue(name).consume(parsed, () -> {});
        } catch (AccessDeniedException e) {
            throw JmsErrors.accessDenied(e);
        } catch (SelectorSyntaxException e) {
            throw JmsErrors.badSelector(e);
        } catch (StoreRefusedException e) {
            throw JmsErrors.destinationGone(e);
        } catch (StoreException e) {
            throw JmsErrors.store("create a consumer on " + name, e);
        }
    }

    JmsMessageConsumer createDurable(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        String clientId = connection.clientId();
        DestinationName topicName = durableTopic(topic);
        if (clientId.isEmpty()) {
            throw JmsErrors.noClientId();
        }
        return subscribe(topic, topicName, clientId, checked(name), true, false, selector, noLocal);
    }

    JmsMessageConsumer createShared(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean durable)
            throws JMSException {
        DestinationName topicName = durable ? durableTopic(topic) : topicName(topic);
        requireOwn(topicName);
        return subscribe(topic, topicName, connection.clientId(), checked(name), durable, true, selector, false);
    }

    private JmsMessageConsumer subscribe(
            @Nullable Destination destination,
            DestinationName topic,
            String clientId,
            String name,
            boolean durable,
            boolean shared,
            @Nullable String selector,
            boolean noLocal)
            throws JMSException {
        connection.permissions().require(Action.CONSUME, topic);
        SubscriptionRequest request = new SubscriptionRequest(
                topic, connection.origin(), clientId, name, durable, shared, textOf(selector), noLocal);
        try {
            SubscriptionLoss loss = new SubscriptionLoss();
            QueueConsumer source = engine.subscriptions()
                    .consume(request, connection.permissions().access(), loss);
            JmsMessageConsumer consumer = add(Objects.requireNonNull(destination), selector, noLocal, source, !shared);
            loss.onLoss(consumer::subscriptionLost);
            return consumer;
        } catch (SelectorSyntaxException e) {
            throw JmsErrors.badSelector(e);
        } catch (AccessDeniedException e) {
            throw JmsErrors.accessDenied(e);
        } catch (StoreConflictException e) {
            throw JmsErrors.subscriptionConflict(e);
        } catch (StoreRefusedException e) {
            throw JmsErrors.destinationGone(e);
        } catch (StoreException e) {
            throw JmsErrors.store("create a consumer on " + topic, e);
        }
    }

    private JmsMessageConsumer add(
            Destination destination, @Nullable String selector, boolean noLocal, QueueConsumer source, boolean eager)
            throws JMSException {
        String shown = textOf(selector);
        JmsMessageConsumer consumer =
                new JmsMessageConsumer(session, destination, shown.isEmpty() ? null : shown, noLocal, source, eager);
        session.lifecycle(started -> {
            consumers.add(consumer);
            if (started) {
                consumer.connectionStarted();
            }
        });
        // It may have been forbidden since it was asked for, when this consumer was not in the list yet.
        consumer.permissionsChanged();
        if (session.isEnding()) {
            // Its end may have gone through the list before.
            consumer.close();
            throw JmsErrors.closed("session");
        }
        return consumer;
    }

    private static DestinationName topicName(@Nullable Topic topic) throws JMSException {
        DestinationName name = JmsDestination.nameOf(topic);
        if (name.kind().isQueue()) {
            throw JmsErrors.wrongKind(name, "topic");
        }
        return name;
    }

    private static DestinationName durableTopic(@Nullable Topic topic) throws JMSException {
        DestinationName name = topicName(topic);
        if (name.kind().isTemporary()) {
            throw JmsErrors.temporaryTopicNotDurable(name);
        }
        return name;
    }

    private void requireOwn(DestinationName name) throws JMSException {
        if (name.kind().isTemporary() && !connection.temporaryDestinations().owns(name)) {
            throw JmsErrors.notYourTemporaryToConsume(name);
        }
    }

    private static String checked(@Nullable String name) throws JMSException {
        return checked(name, JmsErrors::badSubscriptionName);
    }

    /** The name, unless it breaks a rule that the refusal then names. */
    private static String checked(@Nullable String name, Function<String, ? extends JMSException> refusal)
            throws JMSException {
        if (name == null || name.isEmpty()) {
            throw refusal.apply("not be empty");
        }
        if (name.length() > MAX_NAME_LENGTH) {
            throw refusal.apply("have at most " + MAX_NAME_LENGTH + " characters, this one has " + name.length());
        }
        String broken = StoredText.ruleBrokenByName(name);
        if (broken != null) {
            throw refusal.apply(broken);
        }
        return name;
    }

    private static String textOf(@Nullable String selector) {
        return selector == null || selector.isBlank() ? "" : selector;
    }

    /** Ends a durable subscription for good. */
    void unsubscribe(@Nullable String name, SessionTransaction transaction) throws JMSException {
        String checked = checked(name, JmsErrors::noSubscriptionOfSuchName);
        try {
            LocalQueue queue = engine.subscriptions().findDurable(connection.clientId(), checked);
            if (queue == null) {
                throw JmsErrors.noSubscription(checked);
            }
            connection.permissions().require(Action.MANAGE, queue.identity().origin());
            if (queue.consumerCount() > 0 || transaction.holds(queue)) {
                throw JmsErrors.subscriptionInUse(checked);
            }
            engine.subscriptions().removeUnused(queue);
        } catch (StoreConflictException e) {
            throw JmsErrors.subscriptionConflict(e);
        } catch (StoreException e) {
            throw JmsErrors.store("unsubscribe", e);
        }
    }

    /** A consumer has ended: so does its subscription, unless it is durable or shared with others. */
    void removed(JmsMessageConsumer consumer, SessionTransaction transaction) {
        consumers.remove(consumer);
        LocalQueue queue = consumer.source().queue();
        if (queue.identity().subscription().isEmpty() || queue.identity().durable()) {
            return;
        }
        synchronized (toEnd) {
            toEnd.add(queue);
        }
        endSubscriptions(transaction);
    }

    /** Ends the subscriptions that have nothing left to be acknowledged; the others at the end of what may hold it. */
    void endSubscriptions(SessionTransaction transaction) {
        for (LocalQueue queue : toEnd(queue -> !transaction.holds(queue))) {
            engine.subscriptions().release(queue);
        }
        toEnd(queue -> transaction.afterwards(() -> engine.subscriptions().release(queue)));
    }

    /** The session has ended: so do all, unless a transaction that goes on may hold some of their messages. */
    void endAllSubscriptions(SessionTransaction transaction) {
        endSubscriptions(transaction);
        toEnd(queue -> true).forEach(engine.subscriptions()::release);
    }

    private List<LocalQueue> toEnd(Predicate<LocalQueue> which) {
        synchronized (toEnd) {
            List<LocalQueue> ready = toEnd.stream().filter(which).toList();
            toEnd.removeAll(ready);
            return ready;
        }
    }
}
