// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.message.DestinationName;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.ResourceAllocationRuntimeException;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.TransactionRolledBackRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Every exception that the application sees is made here: its type as the specification wants it, its error code stable,
 * its message saying what to do. Codes: 20xx destinations, 21xx what is inside a message.
 */
public final class JmsErrors {
    private JmsErrors() {}

    // Destinations

    public static InvalidDestinationException noDestination() {
        return new InvalidDestinationException("no destination was given; pass a queue or a topic", "ONCEMQ-2001");
    }

    static InvalidDestinationException badDestinationName(IllegalArgumentException cause) {
        return linked(new InvalidDestinationException(messageOf(cause), "ONCEMQ-2002"), cause);
    }

    static InvalidDestinationException neitherQueueNorTopic(Class<? extends Destination> type) {
        return new InvalidDestinationException(
                type.getName() + " is not clearly a queue or a topic; use session.createQueue or createTopic",
                "ONCEMQ-2003");
    }

    static InvalidDestinationException foreignTemporaryDestination(Class<? extends Destination> type) {
        return new InvalidDestinationException(
                type.getName() + " is a temporary destination of another provider, which cannot be reached from here;"
                        + " use session.createTemporaryQueue or createTemporaryTopic",
                "ONCEMQ-2004");
    }

    static JMSException notYourTemporaryDestination(DestinationName name) {
        return new JMSException(
                name + " can be deleted only by the connection that made it, and only once", "ONCEMQ-2005");
    }

    // Messages: what may be read and written

    public static MessageNotWriteableException bodyIsReadOnly() {
        return new MessageNotWriteableException(
                "the body of this message is read-only; call clearBody() before writing", "ONCEMQ-2101");
    }

    public static MessageNotReadableException bodyIsWriteOnly() {
        return new MessageNotReadableException(
                "the body of this message is write-only; call reset() before reading", "ONCEMQ-2102");
    }

    public static MessageNotWriteableException propertiesAreReadOnly() {
        return new MessageNotWriteableException(
                "the properties of this message are read-only; call clearProperties() before setting any",
                "ONCEMQ-2103");
    }

    public static MessageEOFException endOfBody(@Nullable Exception cause) {
        return linked(new MessageEOFException("the body of this message has no more data", "ONCEMQ-2104"), cause);
    }

    // Messages: values

    /** A value cannot be read as that type. Names the types, never the value: it may be confidential. */
    public static MessageFormatException noConversion(String what, @Nullable Object value, String target) {
        return new MessageFormatException(
                what + " holds a value of type " + typeOf(value) + ", which cannot be read as " + target,
                "ONCEMQ-2110");
    }

    public static MessageFormatException valueTypeNotAllowed(String what, @Nullable Object value, String allowed) {
        return new MessageFormatException(
                what + " cannot hold a value of type " + typeOf(value) + "; allowed are " + allowed, "ONCEMQ-2111");
    }

    public static JMSException reservedPropertyName(String name, String why) {
        return new JMSException("property " + name + " cannot be set by the application: " + why, "ONCEMQ-2112");
    }

    public static MessageFormatException unfinishedBytesField() {
        return new MessageFormatException(
                "the current field is a byte[] of which only a part was read;"
                        + " call readBytes until it returns less than the length of the array",
                "ONCEMQ-2113");
    }

    public static MessageFormatException badUtf(Exception cause) {
        return linked(
                new MessageFormatException(
                        "the bytes that follow are not text as writeUTF writes it: " + messageOf(cause), "ONCEMQ-2114"),
                cause);
    }

    public static MessageFormatException utfTooLong(Exception cause) {
        return linked(
                new MessageFormatException(
                        "writeUTF takes at most 65535 encoded bytes; write longer text with writeBytes", "ONCEMQ-2115"),
                cause);
    }

    public static MessageFormatException bodyNotAssignable(String kind, Class<?> wanted) {
        return new MessageFormatException(
                "the body of this " + kind + " message cannot be given as " + wanted.getName()
                        + "; ask isBodyAssignableTo() first",
                "ONCEMQ-2116");
    }

    public static MessageFormatException damagedBody(Exception cause) {
        return linked(
                new MessageFormatException(
                        "the stored body of this message is damaged: " + messageOf(cause), "ONCEMQ-2117"),
                cause);
    }

    public static MessageFormatException foreignMessage(String what, Exception cause) {
        return linked(
                new MessageFormatException(
                        "the message of another provider cannot be sent: " + what + ": " + messageOf(cause),
                        "ONCEMQ-2118"),
                cause);
    }

    // Messages: objects

    public static MessageFormatException notSerializable(Class<?> type, Throwable cause) {
        return linked(
                new MessageFormatException(
                        "an object of " + type.getName() + " cannot be serialized: " + messageOf(cause), "ONCEMQ-2120"),
                cause);
    }

    public static MessageFormatException classNotTrusted(String className, @Nullable Throwable cause) {
        return linked(
                new MessageFormatException(
                        "the object in this message contains class " + className
                                + ", which is not trusted; if you trust its senders, add the class or its package to the"
                                + " setting trustedPackages",
                        "ONCEMQ-2121"),
                cause);
    }

    public static MessageFormatException objectTooLarge(String limit, @Nullable Throwable cause) {
        return linked(new MessageFormatException("the object in this message exceeds " + limit, "ONCEMQ-2122"), cause);
    }

    public static MessageFormatException objectClassMissing(ClassNotFoundException cause) {
        return linked(
                new MessageFormatException(
                        "a class of the object in this message is not known here, neither to the thread's context class loader"
                                + " nor to OnceMQ's: " + messageOf(cause),
                        "ONCEMQ-2123"),
                cause);
    }

    public static MessageFormatException objectUnreadable(Throwable cause) {
        return linked(
                new MessageFormatException(
                        "the object in this message cannot be deserialized: " + cause, "ONCEMQ-2124"),
                cause);
    }

    /** The unchecked twin for {@code JMSContext}, {@code JMSProducer} and {@code JMSConsumer}; keeps message, code, cause. */
    public static JMSRuntimeException unchecked(JMSException e) {
        String message = e.getMessage();
        String code = e.getErrorCode();
        if (e instanceof IllegalStateException) {
            return new IllegalStateRuntimeException(message, code, e);
        } else if (e instanceof InvalidClientIDException) {
            return new InvalidClientIDRuntimeException(message, code, e);
        } else if (e instanceof InvalidDestinationException) {
            return new InvalidDestinationRuntimeException(message, code, e);
        } else if (e instanceof InvalidSelectorException) {
            return new InvalidSelectorRuntimeException(message, code, e);
        } else if (e instanceof JMSSecurityException) {
            return new JMSSecurityRuntimeException(message, code, e);
        } else if (e instanceof MessageFormatException) {
            return new MessageFormatRuntimeException(message, code, e);
        } else if (e instanceof MessageNotWriteableException) {
            return new MessageNotWriteableRuntimeException(message, code, e);
        } else if (e instanceof ResourceAllocationException) {
            return new ResourceAllocationRuntimeException(message, code, e);
        } else if (e instanceof TransactionInProgressException) {
            return new TransactionInProgressRuntimeException(message, code, e);
        } else if (e instanceof TransactionRolledBackException) {
            return new TransactionRolledBackRuntimeException(message, code, e);
        } else {
            // MessageEOFException and MessageNotReadableException have no twin.
            return new JMSRuntimeException(message, code, e);
        }
    }

    /** The API's own constructor with a linked exception leaves {@code getCause} empty. */
    private static <E extends JMSException> E linked(E error, @Nullable Throwable cause) {
        if (cause != null) {
            error.initCause(cause);
        }
        if (cause instanceof Exception exception) {
            error.setLinkedException(exception);
        }
        return error;
    }

    private static String typeOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getTypeName();
    }

    private static String messageOf(Throwable e) {
        return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
    }
}
