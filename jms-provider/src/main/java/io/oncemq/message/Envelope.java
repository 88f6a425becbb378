// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was sent: headers, properties, body. Immutable and free to share between threads; the body array is
 * never written after construction and must not be changed by callers.
 */
public final class Envelope {
    /** Destination, address for replies and all headers of one size. */
    private static final int FIXED_HEAD_BYTES = 8 * 1024;

    private static final long UTF8_BYTES = 3;

    /** A property's type, lengths, and value if it is no text. */
    private static final int PROPERTY_BYTES = 20;

    private final long id;
    private final DestinationName destination;
    private final BodyKind bodyKind;
    private final boolean persistent;
    private final int priority;
    private final long sentAt;
    private final long expiresAt;
    private final long deliverAt;
    private final @Nullable String correlationId;
    private final byte @Nullable [] correlationIdBytes;
    private final @Nullable String type;
    private final @Nullable DestinationName replyTo;
    private final Map<String, @Nullable Object> properties;
    private final byte @Nullable [] body;

    private Envelope(Builder from) {
        id = from.id;
        destination = Objects.requireNonNull(from.destination, "destination");
        bodyKind = from.bodyKind;
        persistent = from.persistent;
        priority = from.priority;
        sentAt = from.sentAt;
        expiresAt = from.expiresAt;
        deliverAt = from.deliverAt;
        correlationId = from.correlationId;
        correlationIdBytes = from.correlationIdBytes;
        type = from.type;
        replyTo = from.replyTo;
        properties = from.properties.isEmpty() ? Map.of() : Collections.unmodifiableMap(from.properties);
        body = from.body;
    }

    /** Time-ordered and unique in its store; 0 until the engine accepted the message. */
    public long id() {
        return id;
    }

    public DestinationName destination() {
        return destination;
    }

    public BodyKind bodyKind() {
        return bodyKind;
    }

    public boolean persistent() {
        return persistent;
    }

    /** 0 (lowest) to 9. */
    public int priority() {
        return priority;
    }

    /** Milliseconds since 1970 by the sender's view of the database clock; 0 if the sender disabled it. */
    public long sentAt() {
        return sentAt;
    }

    /** Milliseconds since 1970 by the database clock; 0 for never. */
    public long expiresAt() {
        return expiresAt;
    }

    /** Earliest delivery, milliseconds since 1970 by the database clock; 0 for at once. */
    public long deliverAt() {
        return deliverAt;
    }

    public @Nullable String correlationId() {
        return correlationId;
    }

    /** The correlation ID when it was set as bytes that are no text; then {@link #correlationId} is null. Not to be changed. */
    public byte @Nullable [] correlationIdBytes() {
        return correlationIdBytes;
    }

    /** The JMSType header. */
    public @Nullable String type() {
        return type;
    }

    public @Nullable DestinationName replyTo() {
        return replyTo;
    }

    /**
     * Property names to values of type Boolean, Byte, Short, Integer, Long, Float, Double or String, or null;
     * unmodifiable. JMSX properties set by the client (JMSXGroupID, JMSXGroupSeq) are among them; those of a delivery are
     * not.
     */
    public Map<String, @Nullable Object> properties() {
        return properties;
    }

    /**
     * The message group it belongs to (JMSXGroupID), as it is stored and compared: a name that no column can hold stands
     * as its digest. Null for none.
     */
    public @Nullable String group() {
        return properties.isEmpty() ? null : GroupName.of(properties.get(GroupName.PROPERTY));
    }

    /** The encoded body; null where the message has none (or a null text or object). Not to be changed. */
    public byte @Nullable [] body() {
        return body;
    }

    /** Bytes the body takes; the properties are small beside it. */
    public int bodySizeBytes() {
        return body == null ? 0 : body.length;
    }

    /** What the headers and properties take as {@link EnvelopeCodec} writes them, at most; cheap, and rather too much. */
    public long headBoundBytes() {
        long characters = length(correlationId) + length(type);
        for (Map.Entry<String, @Nullable Object> property : properties.entrySet()) {
            characters += property.getKey().length() + length(property.getValue());
        }
        return FIXED_HEAD_BYTES
                + characters * UTF8_BYTES
                + (correlationIdBytes == null ? 0 : correlationIdBytes.length)
                + (long) properties.size() * PROPERTY_BYTES;
    }

    private static long length(@Nullable Object value) {
        return value instanceof String text ? text.length() : 0;
    }

    public Builder toBuilder() {
        Builder copy = new Builder(destination, bodyKind);
        copy.id = id;
        copy.persistent = persistent;
        copy.priority = priority;
        copy.sentAt = sentAt;
        copy.expiresAt = expiresAt;
        copy.deliverAt = deliverAt;
        copy.correlationId = correlationId;
        copy.correlationIdBytes = correlationIdBytes;
        copy.type = type;
        copy.replyTo = replyTo;
        // Shared, not copied: an envelope is copied for every send and its properties never change.
        copy.properties = properties;
        copy.body = body;
        return copy;
    }

    /** Never the properties or the body: they may hold what must not reach a log. */
    @Override
    public String toString() {
        return "message " + Long.toHexString(id) + " to " + destination;
    }

    /** Collects what an envelope is made of. Not thread-safe; {@link #build} may be called once. */
    public static final class Builder {
        private long id;
        private DestinationName destination;
        private BodyKind bodyKind;
        private boolean persistent = true;
        private int priority = 4;
        private long sentAt;
        private long expiresAt;
        private long deliverAt;
        private @Nullable String correlationId;
        private byte @Nullable [] correlationIdBytes;
        private @Nullable String type;
        private @Nullable DestinationName replyTo;
        private Map<String, @Nullable Object> properties = Map.of();
        private byte @Nullable [] body;

        public Builder(DestinationName destination, BodyKind bodyKind) {
            this.destination = destination;
            this.bodyKind = bodyKind;
        }

        public Builder id(long value) {
            id = value;
            return this;
        }

        public Builder destination(DestinationName value) {
            destination = value;
            return this;
        }

        public Builder persistent(boolean value) {
            persistent = value;
            return this;
        }

        public Builder priority(int value) {
            if (value < 0 || value > 9) {
                throw new IllegalArgumentException("priority must be 0 to 9, was " + value);
            }
            priority = value;
            return this;
        }

        public Builder sentAt(long value) {
            sentAt = value;
            return this;
        }

        public Builder expiresAt(long value) {
            expiresAt = value;
            return this;
        }

        public Builder deliverAt(long value) {
            deliverAt = value;
            return this;
        }

        public Builder correlationId(@Nullable String value) {
            correlationId = value;
            correlationIdBytes = null;
            return this;
        }

        public Builder correlationIdBytes(byte @Nullable [] value) {
            correlationIdBytes = value;
            correlationId = null;
            return this;
        }

        public Builder type(@Nullable String value) {
            type = value;
            return this;
        }

        public Builder replyTo(@Nullable DestinationName value) {
            replyTo = value;
            return this;
        }

        /** Takes the map as it is: the caller must not change it afterwards. */
        public Builder properties(Map<String, @Nullable Object> value) {
            properties = value;
            return this;
        }

        /** Takes the array as it is: the caller must not change it afterwards. */
        public Builder body(byte @Nullable [] value) {
            body = value;
            return this;
        }

        public Envelope build() {
            return new Envelope(this);
        }
    }
}
