// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import io.oncemq.message.DestinationName.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of an envelope's head: everything but the body, in a compact, length-prefixed, versioned binary
 * form. Every length is checked against what is left before anything is allocated, and no class is ever named.
 */
public final class EnvelopeCodec {
    /** The {@code format} column of rows written by this version. */
    public static final int FORMAT = 1;

    private static final int HAS_CORRELATION_ID = 1;
    private static final int HAS_CORRELATION_BYTES = 1 << 1;
    private static final int HAS_TYPE = 1 << 2;
    private static final int HAS_REPLY_TO = 1 << 3;
    private static final int HAS_EXPIRY = 1 << 4;
    private static final int HAS_DELIVERY_TIME = 1 << 5;
    private static final int IS_PERSISTENT = 1 << 6;
    private static final int UNKNOWN = 1 << 7;

    private EnvelopeCodec() {}

    /** The head of an envelope, to be read back by {@link #decode}. */
    public static byte[] encodeHead(Envelope envelope) {
        ByteWriter out = new ByteWriter(96);
        int flags = (envelope.correlationId() != null ? HAS_CORRELATION_ID : 0)
                | (envelope.correlationIdBytes() != null ? HAS_CORRELATION_BYTES : 0)
                | (envelope.type() != null ? HAS_TYPE : 0)
                | (envelope.replyTo() != null ? HAS_REPLY_TO : 0)
                | (envelope.expiresAt() != 0 ? HAS_EXPIRY : 0)
                | (envelope.deliverAt() != 0 ? HAS_DELIVERY_TIME : 0)
                | (envelope.persistent() ? IS_PERSISTENT : 0);
        out.writeByte(flags);
        out.writeLong(envelope.id());
        out.writeByte(envelope.bodyKind().code());
        out.writeByte(envelope.priority());
        writeDestination(out, envelope.destination());
        out.writeLong(envelope.sentAt());
        if (envelope.expiresAt() != 0) {
            out.writeLong(envelope.expiresAt());
        }
        if (envelope.deliverAt() != 0) {
            out.writeLong(envelope.deliverAt());
        }
        if (envelope.correlationId() != null) {
            out.writeString(envelope.correlationId());
        }
        if (envelope.correlationIdBytes() != null) {
            out.writeBytes(envelope.correlationIdBytes());
        }
        if (envelope.type() != null) {
            out.writeString(envelope.type());
        }
        if (envelope.replyTo() != null) {
            writeDestination(out, envelope.replyTo());
        }
        out.writeVarInt(envelope.properties().size());
        envelope.properties().forEach((name, value) -> {
            out.writeString(name);
            TypedValues.write(out, value);
        });
        return out.toByteArray();
    }

    /**
     * Reads a head back and joins it with its body.
     *
     * @throws MessageFormatException if the bytes are not a head of this format
     */
    public static Envelope decode(int format, byte[] head, byte @Nullable [] body) {
        if (format != FORMAT) {
            throw new MessageFormatException(
                    "a message has format " + format + ", this version of OnceMQ reads format " + FORMAT);
        }
        ByteReader in = new ByteReader(head);
        int flags = in.readByte();
        if ((flags & UNKNOWN) != 0) {
            throw new MessageFormatException("unknown flag in " + Integer.toHexString(flags));
        }
        long id = in.readLong();
        BodyKind bodyKind = BodyKind.of(in.readByte());
        int priority = in.readByte();
        if (priority > 9) {
            throw new MessageFormatException("priority " + priority + " is not 0 to 9");
        }
        Envelope.Builder builder = new Envelope.Builder(readDestination(in), bodyKind)
                .id(id)
                .priority(priority)
                .persistent((flags & IS_PERSISTENT) != 0)
                .sentAt(in.readLong());
        if ((flags & HAS_EXPIRY) != 0) {
            builder.expiresAt(in.readLong());
        }
        if ((flags & HAS_DELIVERY_TIME) != 0) {
            builder.deliverAt(in.readLong());
        }
        if ((flags & HAS_CORRELATION_ID) != 0) {
            builder.correlationId(in.readString());
        }
        if ((flags & HAS_CORRELATION_BYTES) != 0) {
            builder.correlationIdBytes(in.readBytes());
        }
        if ((flags & HAS_TYPE) != 0) {
            builder.type(in.readString());
        }
        if ((flags & HAS_REPLY_TO) != 0) {
            builder.replyTo(readDestination(in));
        }
        int count = in.readCount(2);
        if (count > 0) {
            Map<String, @Nullable Object> properties = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                String name = in.readString();
                Object value = TypedValues.read(in);
                if (value instanceof byte[] || value instanceof Character) {
                    throw new MessageFormatException("a property cannot hold that kind of value");
                }
                properties.put(name, value);
            }
            builder.properties(properties);
        }
        in.expectEnd();
        return builder.body(body).build();
    }

    private static void writeDestination(ByteWriter out, DestinationName destination) {
        out.writeByte(destination.kind().code());
        out.writeString(destination.name());
    }

    private static DestinationName readDestination(ByteReader in) {
        Kind kind = Kind.of(in.readByte());
        try {
            return new DestinationName(kind, in.readString());
        } catch (IllegalArgumentException e) {
            throw new MessageFormatException("not a destination name: " + e.getMessage(), e);
        }
    }
}
