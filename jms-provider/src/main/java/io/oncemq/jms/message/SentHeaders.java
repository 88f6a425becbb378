// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.jspecify.annotations.Nullable;

/**
 * The headers that a provider sets when it sends (specification, 3.4.11).
 *
 * @param messageId {@code ID:} and more; null if the producer disabled it
 * @param timestamp milliseconds since 1970; 0 if the producer disabled it
 * @param expiration milliseconds since 1970; 0 for never
 * @param deliveryMode one of {@link jakarta.jms.DeliveryMode}
 * @param priority 0 to 9
 * @param deliveryTime milliseconds since 1970; the time of sending where there is no delay
 */
public record SentHeaders(
        Destination destination,
        @Nullable String messageId,
        long timestamp,
        long expiration,
        int deliveryMode,
        int priority,
        long deliveryTime) {
    /** Shows the headers to the application, in its own message object: one of ours or of another provider. */
    public void applyTo(Message message) throws JMSException {
        message.setJMSDestination(destination);
        message.setJMSMessageID(messageId);
        message.setJMSTimestamp(timestamp);
        message.setJMSExpiration(expiration);
        message.setJMSDeliveryMode(deliveryMode);
        message.setJMSPriority(priority);
        message.setJMSDeliveryTime(deliveryTime);
    }
}
