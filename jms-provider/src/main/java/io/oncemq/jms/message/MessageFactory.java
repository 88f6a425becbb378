// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.message.Envelope;
import org.jspecify.annotations.Nullable;

/** Makes received messages. New ones are made by their constructors. */
public final class MessageFactory {
    private MessageFactory() {}

    /** A message that does not show when and in which transaction it was received. */
    public static JmsMessage received(
            Envelope envelope,
            @Nullable String messageId,
            int deliveryCount,
            boolean redelivered,
            ReceivedContext context) {
        return received(envelope, messageId, deliveryCount, redelivered, Reception.UNTOLD, context);
    }

    /**
     * The message that the application sees: properties and body read-only, nothing decoded yet.
     *
     * @param messageId null if the sender disabled it
     * @param deliveryCount how often it is delivered, this time included; 1 for the first time
     */
    public static JmsMessage received(
            Envelope envelope,
            @Nullable String messageId,
            int deliveryCount,
            boolean redelivered,
            Reception reception,
            ReceivedContext context) {
        JmsMessage message = ofKind(envelope, context);
        message.becomeReceived(envelope, messageId, deliveryCount, redelivered, reception, context);
        return message;
    }

    private static JmsMessage ofKind(Envelope envelope, ReceivedContext context) {
        byte[] body = envelope.body();
        return switch (envelope.bodyKind()) {
            case NONE -> new JmsMessage();
            case TEXT -> new JmsTextMessage(body, false);
            case TEXT_UTF16 -> new JmsTextMessage(body, true);
            case BYTES -> new JmsBytesMessage(body);
            case MAP -> new JmsMapMessage(body);
            case STREAM -> new JmsStreamMessage(body);
            case OBJECT -> new JmsObjectMessage(body, context.objectMessagePolicy());
        };
    }
}
