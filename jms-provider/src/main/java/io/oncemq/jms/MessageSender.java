// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.engine.security.Action;
import io.oncemq.jms.message.ForeignMessages;
import io.oncemq.jms.message.JmsMessage;
import io.oncemq.jms.message.SentBy;
import io.oncemq.jms.message.SentHeaders;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all sends of a session have in common. Used by the session's thread of control. */
final class MessageSender {
    private final Engine engine;
    private final Permissions permissions;
    private final SentBy sender;
    private final boolean tellsTransaction;
    private final SessionTransaction transaction;
    private final AsyncSends asyncSends;

    MessageSender(JmsConnection connection, SessionTransaction transaction, AsyncSends asyncSends) {
        engine = connection.engine();
        permissions = connection.permissions();
        JmsxProperties told = connection.settings().jmsxProperties();
        boolean known = told.userId() && !permissions.user().isEmpty();
        sender = new SentBy(known ? permissions.user() : null, told.applicationId(), null);
        tellsTransaction = told.transactionIds();
        this.transaction = transaction;
        this.asyncSends = asyncSends;
    }

    /** Makes sure that messages may and can be sent there; a queue or topic is made if it does not exist. */
    void check(DestinationName to) throws JMSException {
        permissions.require(Action.SEND, to);
        try {
            engine.destinations().get(to, permissions.access());
        } catch (AccessDeniedException e) {
            throw JmsErrors.accessDenied(e);
        } catch (StoreRefusedException e) {
            throw JmsErrors.destinationGone(e);
        } catch (StoreException e) {
            throw JmsErrors.store("look up " + to, e);
        }
    }

    /**
     * Sends a message of ours or of another provider and sets its headers.
     *
     * @param listener null to return when it is sent
     */
    void send(Destination destination, Message message, SendOptions options, @Nullable CompletionListener listener)
            throws JMSException {
        DestinationName to = JmsDestination.nameOf(destination);
        check(to);
        Envelope envelope = envelope(destination, to, message, options);
        if (listener == null) {
            // After those that were sent before, as one session's messages stay in order.
            asyncSends.await();
            transaction.send(List.of(envelope));
        } else if (transaction.sendsOnCaller()) {
            transaction.send(List.of(envelope));
            asyncSends.add(null, message, listener);
        } else {
            asyncSends.add(envelope, message, listener);
        }
    }

    private Envelope envelope(Destination destination, DestinationName to, Message message, SendOptions options)
            throws JMSException {
        JmsMessage ours = ForeignMessages.ours(message);
        ours.becomeSentBy(tellsTransaction ? sender.in(transaction.transactionId()) : sender);
        Envelope.Builder builder = ours.toEnvelope(to);
        long id;
        try {
            id = engine.transactions().nextMessageId();
        } catch (StoreException e) {
            throw JmsErrors.store("send", e);
        }
        long now = engine.nowMillis();
        Envelope envelope = builder.id(id)
                .persistent(options.persistent())
                .priority(options.priority())
                .sentAt(now)
                .expiresAt(options.expiresAt(now))
                .deliverAt(options.deliverAt(now))
                .build();
        int limit = engine.settings().maxMessageSizeBytes();
        if (envelope.bodySizeBytes() > limit) {
            throw JmsErrors.messageTooLarge(envelope.bodySizeBytes(), limit);
        }
        requireRoom(envelope);
        new SentHeaders(
                        destination,
                        engine.messageId(id),
                        now,
                        envelope.expiresAt(),
                        options.deliveryMode(),
                        options.priority(),
                        Math.max(now, envelope.deliverAt()))
                .applyTo(message);
        return envelope;
    }

    private void requireRoom(Envelope envelope) throws JMSException {
        try {
            engine.transactions().requireRoom(envelope);
        } catch (StoreException e) {
            throw JmsErrors.store("send", e);
        }
    }
}
