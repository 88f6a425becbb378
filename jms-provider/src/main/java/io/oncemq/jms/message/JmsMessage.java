// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsDestination;
import io.oncemq.jms.JmsErrors;
import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headers and properties of every message, and the message without a body. A received one shares properties and body
 * with its envelope until the application changes them. Not thread-safe (specification, 2.14).
 */
public sealed class JmsMessage implements Message
        permits JmsTextMessage, JmsBytesMessage, JmsMapMessage, JmsStreamMessage, JmsObjectMessage {
    private static final List<String> RECEIVED_PROPERTIES =
            List.of(PropertyNames.DELIVERY_COUNT, PropertyNames.RECEIVE_TIMESTAMP, PropertyNames.CONSUMER_TRANSACTION);

    private @Nullable String messageId;
    private long timestamp;
    private @Nullable String correlationId;
    private byte @Nullable [] correlationIdBytes;
    private @Nullable Destination replyTo;
    private @Nullable DestinationName replyToName;
    private @Nullable Destination destination;
    private @Nullable DestinationName destinationName;
    private int deliveryMode = DEFAULT_DELIVERY_MODE;
    private boolean redelivered;
    private @Nullable String type;
    private long expiration;
    private long deliveryTime;
    private int priority = DEFAULT_PRIORITY;

    private Map<String, @Nullable Object> properties = Map.of();
    /** Whether an envelope holds the same map, so that it must be copied before it is changed. */
    private boolean propertiesShared = true;

    private boolean propertiesReadOnly;
    private boolean bodyReadOnly;
    private int deliveryCount;
    private Reception reception = Reception.UNTOLD;
    private @Nullable ReceivedContext context;

    /** A new message: properties and body may be written. */
    public JmsMessage() {}

    final void becomeReceived(
            Envelope envelope,
            @Nullable String receivedMessageId,
            int receivedDeliveryCount,
            boolean receivedAgain,
            Reception howReceived,
            ReceivedContext receivedContext) {
        messageId = receivedMessageId;
        timestamp = envelope.sentAt();
        correlationId = envelope.correlationId();
        correlationIdBytes = envelope.correlationIdBytes();
        replyToName = envelope.replyTo();
        destinationName = envelope.destination();
        deliveryMode = envelope.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
        redelivered = receivedAgain;
        type = envelope.type();
        expiration = envelope.expiresAt();
        deliveryTime = envelope.deliverAt() == 0 ? envelope.sentAt() : envelope.deliverAt();
        priority = envelope.priority();
        properties = envelope.properties();
        propertiesReadOnly = true;
        bodyReadOnly = true;
        deliveryCount = receivedDeliveryCount;
        reception = howReceived;
        context = receivedContext;
    }

    /**
     * What is to be sent: body, properties, correlation ID, type and reply destination as they are now; changes to this
     * message do not reach it. The producer adds what it decides: delivery mode, priority and the times.
     *
     * @throws JMSException if the reply destination is none of this provider
     */
    public final Envelope.Builder toEnvelope(DestinationName to) throws JMSException {
        propertiesShared = true;
        byte[] body = encodedBody();
        Envelope.Builder envelope = new Envelope.Builder(to, bodyKind())
                .type(type)
                .replyTo(replyToName())
                .properties(properties)
                .body(body);
        if (correlationIdBytes != null) {
            envelope.correlationIdBytes(correlationIdBytes);
        } else {
            envelope.correlationId(correlationId);
        }
        return envelope;
    }

    /** Sets the properties that say who sends it, which only the provider may: those of an earlier sender go. */
    public final void becomeSentBy(SentBy sender) {
        if (!sender.isToldBy(properties)) {
            Map<String, @Nullable Object> changed = new LinkedHashMap<>(properties);
            sender.tell(changed);
            properties = changed;
            propertiesShared = false;
        }
    }

    private @Nullable DestinationName replyToName() throws JMSException {
        return replyTo == null ? replyToName : JmsDestination.nameOf(replyTo);
    }

    // The body: what the kinds say about theirs

    BodyKind bodyKind() {
        return BodyKind.NONE;
    }

    /** What was written so far, in its stored form, never to be changed; null for nothing. */
    byte @Nullable [] encodedBody() throws JMSException {
        return null;
    }

    void dropBody() {}

    /** Whether {@code getBody} has anything to give. */
    boolean hasBody() throws JMSException {
        return false;
    }

    /** Whether {@code getBody} gives it as that type. */
    boolean bodyFits(Class<?> wanted) throws JMSException {
        return false;
    }

    /** The body for the application to keep. */
    @Nullable
    Object body() throws JMSException {
        return null;
    }

    final boolean isBodyReadOnly() {
        return bodyReadOnly;
    }

    final void makeBodyReadOnly() {
        bodyReadOnly = true;
    }

    final void requireWritableBody() throws JMSException {
        if (bodyReadOnly) {
            throw JmsErrors.bodyIsReadOnly();
        }
    }

    /** For the kinds whose body cannot be read while it is written. */
    final void requireReadableBody() throws JMSException {
        if (!bodyReadOnly) {
            throw JmsErrors.bodyIsWriteOnly();
        }
    }

    @Override
    public final void clearBody() {
        dropBody();
        bodyReadOnly = false;
    }

    @Override
    public <T> @Nullable T getBody(Class<T> wanted) throws JMSException {
        if (!hasBody()) {
            return null;
        }
        if (!bodyFits(wanted)) {
            throw JmsErrors.bodyNotAssignable(bodyKind().name(), wanted);
        }
        return wanted.cast(body());
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as the API declares it
    public boolean isBodyAssignableTo(Class wanted) throws JMSException {
        return !hasBody() || bodyFits(wanted);
    }

    @Override
    public final void acknowledge() throws JMSException {
        if (context != null) {
            context.acknowledge();
        }
    }

    // Headers

    @Override
    public final @Nullable String getJMSMessageID() {
        return messageId;
    }

    @Override
    public final void setJMSMessageID(@Nullable String value) {
        messageId = value;
    }

    @Override
    public final long getJMSTimestamp() {
        return timestamp;
    }

    @Override
    public final void setJMSTimestamp(long value) {
        timestamp = value;
    }

    /** The bytes that were set, or the text that was set as UTF-8. */
    @Override
    public final byte @Nullable [] getJMSCorrelationIDAsBytes() {
        if (correlationIdBytes != null) {
            return correlationIdBytes.clone();
        }
        return correlationId == null ? null : correlationId.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes that are UTF-8 become text, which selectors can see and which gives the same bytes back. */
    @Override
    public final void setJMSCorrelationIDAsBytes(byte @Nullable [] value) {
        correlationId = null;
        correlationIdBytes = null;
        if (value != null) {
            try {
                correlationId = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(value))
                        .toString();
            } catch (CharacterCodingException e) {
                // Not text: kept as bytes.
                correlationIdBytes = value.clone();
            }
        }
    }

    /** Null too where it was set as bytes that are no text. */
    @Override
    public final @Nullable String getJMSCorrelationID() {
        return correlationId;
    }

    @Override
    public final void setJMSCorrelationID(@Nullable String value) {
        correlationId = value;
        correlationIdBytes = null;
    }

    @Override
    public final @Nullable Destination getJMSReplyTo() {
        if (replyTo == null && replyToName != null) {
            replyTo = JmsDestination.of(replyToName);
        }
        return replyTo;
    }

    @Override
    public final void setJMSReplyTo(@Nullable Destination value) {
        replyTo = value;
        replyToName = null;
    }

    @Override
    public final @Nullable Destination getJMSDestination() {
        if (destination == null && destinationName != null) {
            destination = JmsDestination.of(destinationName);
        }
        return destination;
    }

    @Override
    public final void setJMSDestination(@Nullable Destination value) {
        destination = value;
        destinationName = null;
    }

    @Override
    public final int getJMSDeliveryMode() {
        return deliveryMode;
    }

    @Override
    public final void setJMSDeliveryMode(int value) {
        deliveryMode = value;
    }

    @Override
    public final boolean getJMSRedelivered() {
        return redelivered;
    }

    @Override
    public final void setJMSRedelivered(boolean value) {
        redelivered = value;
    }

    @Override
    public final @Nullable String getJMSType() {
        return type;
    }

    @Override
    public final void setJMSType(@Nullable String value) {
        type = value;
    }

    @Override
    public final long getJMSExpiration() {
        return expiration;
    }

    @Override
    public final void setJMSExpiration(long value) {
        expiration = value;
    }

    /** Of a received message without a delay: when it was sent. */
    @Override
    public final long getJMSDeliveryTime() {
        return deliveryTime;
    }

    @Override
    public final void setJMSDeliveryTime(long value) {
        deliveryTime = value;
    }

    @Override
    public final int getJMSPriority() {
        return priority;
    }

    @Override
    public final void setJMSPriority(int value) {
        priority = value;
    }

    // Properties

    @Override
    public final void clearProperties() {
        properties = Map.of();
        propertiesShared = true;
        propertiesReadOnly = false;
        deliveryCount = 0;
        reception = Reception.UNTOLD;
    }

    @Override
    public final boolean propertyExists(@Nullable String name) {
        return name != null && (properties.containsKey(name) || receivedProperty(name) != null);
    }

    private @Nullable Object property(@Nullable String name) {
        if (name == null) {
            return null;
        }
        Object received = receivedProperty(name);
        return received == null ? properties.get(name) : received;
    }

    /** What the provider tells about a received message beside its own properties. */
    private @Nullable Object receivedProperty(String name) {
        return switch (name) {
            case PropertyNames.DELIVERY_COUNT -> deliveryCount == 0 ? null : (Integer) deliveryCount;
            case PropertyNames.RECEIVE_TIMESTAMP -> reception.timestamp() == 0 ? null : (Long) reception.timestamp();
            case PropertyNames.CONSUMER_TRANSACTION -> reception.transactionId();
            default -> null;
        };
    }

    @Override
    public final boolean getBooleanProperty(String name) throws JMSException {
        return PropertyConversion.toBoolean(name, property(name));
    }

    @Override
    public final byte getByteProperty(String name) throws JMSException {
        return PropertyConversion.toByte(name, property(name));
    }

    @Override
    public final short getShortProperty(String name) throws JMSException {
        return PropertyConversion.toShort(name, property(name));
    }

    @Override
    public final int getIntProperty(String name) throws JMSException {
        return PropertyConversion.toInt(name, property(name));
    }

    @Override
    public final long getLongProperty(String name) throws JMSException {
        return PropertyConversion.toLong(name, property(name));
    }

    @Override
    public final float getFloatProperty(String name) throws JMSException {
        return PropertyConversion.toFloat(name, property(name));
    }

    @Override
    public final double getDoubleProperty(String name) throws JMSException {
        return PropertyConversion.toDouble(name, property(name));
    }

    @Override
    public final @Nullable String getStringProperty(String name) throws JMSException {
        return PropertyConversion.toText(name, property(name));
    }

    @Override
    public final @Nullable Object getObjectProperty(String name) {
        return property(name);
    }

    /** A copy: the properties may be changed while it is walked. */
    @Override
    public final Enumeration<String> getPropertyNames() {
        List<String> names = new ArrayList<>(properties.size() + RECEIVED_PROPERTIES.size());
        names.addAll(properties.keySet());
        for (String name : RECEIVED_PROPERTIES) {
            if (receivedProperty(name) != null) {
                names.add(name);
            }
        }
        return Collections.enumeration(names);
    }

    @Override
    public final void setBooleanProperty(String name, boolean value) throws JMSException {
        setProperty(name, value);
    }

    @Override
    public final void setByteProperty(String name, byte value) throws JMSException {
        setProperty(name, value);
    }

    @Override
    public final void setShortProperty(String name, short value) throws JMSException {
        setProperty(name, value);
    }

    @Override
    public final void setIntProperty(String name, int value) throws JMSException {
        setProperty(name, value);
    }

    @Override
    public final void setLongProperty(String name, long value) throws JMSException {
        setProperty(name, value);
    }

    @Override
    public final void setFloatProperty(String name, float value) throws JMSException {
        setProperty(name, value);
    }

    @Override
    public final void setDoubleProperty(String name, double value) throws JMSException {
        setProperty(name, value);
    }

    @Override
    public final void setStringProperty(String name, @Nullable String value) throws JMSException {
        setProperty(name, value);
    }

    @Override
    public final void setObjectProperty(String name, @Nullable Object value) throws JMSException {
        setProperty(name, value);
    }

    private void setProperty(String name, @Nullable Object value) throws JMSException {
        if (propertiesReadOnly) {
            throw JmsErrors.propertiesAreReadOnly();
        }
        PropertyNames.check(name, value);
        PropertyConversion.requirePropertyType(name, value);
        if (propertiesShared) {
            properties = new LinkedHashMap<>(properties);
            propertiesShared = false;
        }
        properties.put(name, value);
    }

    /** Never the properties or the body: they may hold what must not reach a log. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + " " + (messageId == null ? "without ID" : messageId);
    }
}
