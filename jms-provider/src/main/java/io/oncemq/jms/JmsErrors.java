// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.message.DestinationName;
import io.oncemq.selector.SelectorSyntaxException;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreFullException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreUnavailableException;
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
 * its message saying what to do. Codes: 20xx destinations, 21xx what is inside a message, 22xx the state of an object and
 * the arguments of a call, 23xx the store, 26xx who may do what.
 */
public final class JmsErrors {
    /** The error code that says that a commit may or may not have happened. */
    public static final String OUTCOME_UNKNOWN = "ONCEMQ-2301";

    static final String STORE_UNAVAILABLE = "ONCEMQ-2302";
    static final String UNEXPECTED = "ONCEMQ-2307";

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

    static MessageFormatException noBody(Class<?> wanted) {
        return new MessageFormatException("this message has no body to be given as " + wanted.getName(), "ONCEMQ-2119");
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

    // State

    static IllegalStateException closed(String what) {
        return new IllegalStateException("this " + what + " is closed; make a new one", "ONCEMQ-2201");
    }

    static IllegalStateException fromMessageListener(String call) {
        return new IllegalStateException(
                call + " would wait for the message listener that calls it; call it from another thread",
                "ONCEMQ-2202");
    }

    static IllegalStateException fromCompletionListener(String call) {
        return new IllegalStateException(
                call + " would wait for the completion listener that calls it; call it from another thread",
                "ONCEMQ-2203");
    }

    static IllegalStateException notTransacted(String call) {
        return new IllegalStateException(
                call + " needs a transacted session; this one is not (create it with SESSION_TRANSACTED)",
                "ONCEMQ-2204");
    }

    static IllegalStateException transacted(String call) {
        return new IllegalStateException(call + " does not apply to a transacted session; use rollback", "ONCEMQ-2205");
    }

    /** What Jakarta Messaging 3.1, 12.2, and the API forbid there. */
    static IllegalStateException notInContainer(String call) {
        return new IllegalStateException(
                call + " is not allowed in a web or EJB container; a message-driven bean receives without being asked",
                "ONCEMQ-2251");
    }

    /** The transaction manager ended it while the application was still at work, such as after its time-out. */
    static IllegalStateException transactionOver(RuntimeException cause) {
        return linked(new IllegalStateException(messageOf(cause), "ONCEMQ-2252"), cause);
    }

    static TransactionInProgressException globalTransaction(String call) {
        return new TransactionInProgressException(
                call + " does not apply to an XA session: its transaction manager ends the transaction", "ONCEMQ-2206");
    }

    static IllegalStateException notInDomain(String call, String domain) {
        return new IllegalStateException(call + " does not apply to a " + domain, "ONCEMQ-2207");
    }

    static IllegalStateException clientIdTooLate(String reason) {
        return new IllegalStateException(
                "the client ID can be set only once and before anything else is done with the connection; " + reason,
                "ONCEMQ-2208");
    }

    static InvalidClientIDException clientIdTaken(String clientId, String node) {
        return new InvalidClientIDException(
                "client ID '" + clientId + "' is used by another connection, of node " + node
                        + "; close that one or use another ID",
                "ONCEMQ-2209");
    }

    /** While this node did not reach the store in time. */
    static InvalidClientIDException clientIdLost(String clientId) {
        return new InvalidClientIDException(
                "client ID '" + clientId + "' went to another node while this one had lost its lease; close this"
                        + " connection",
                "ONCEMQ-2231");
    }

    /** While this node did not reach the store in time. */
    static JMSException subscriptionLost(String subscription, String topic) {
        return new JMSException(
                "subscription '" + subscription + "' to topic " + topic
                        + " ended or went to another node while this one had lost its lease; create the consumer again",
                "ONCEMQ-2232");
    }

    static InvalidClientIDException badClientId(String rule) {
        return new InvalidClientIDException("a client ID must " + rule, "ONCEMQ-2210");
    }

    static IllegalStateException noClientId() {
        return new IllegalStateException(
                "an unshared durable subscription needs a connection with a client ID; set it on the connection or by the"
                        + " setting clientId of its factory",
                "ONCEMQ-2211");
    }

    static IllegalStateException hasListener() {
        return new IllegalStateException(
                "this consumer has a message listener, so it cannot be asked to receive; use one or the other",
                "ONCEMQ-2212");
    }

    static JMSException interrupted(String call) {
        return new JMSException(call + " was interrupted; the thread's interrupt status is set", "ONCEMQ-2213");
    }

    // Arguments

    static JMSException badAcknowledgeMode(int mode) {
        return new JMSException(
                "there is no session mode " + mode + "; the modes are constants of jakarta.jms.Session", "ONCEMQ-2220");
    }

    static JMSException notTransactedInTransactedMode() {
        return new JMSException(
                "the session mode is SESSION_TRANSACTED, but the session is not to be transacted; pass true for transacted,"
                        + " or another mode",
                "ONCEMQ-2233");
    }

    static JMSException badDeliveryMode(int mode) {
        return new JMSException(
                "the delivery mode must be DeliveryMode.PERSISTENT or NON_PERSISTENT, was " + mode, "ONCEMQ-2221");
    }

    static JMSException badPriority(int priority) {
        return new JMSException("the priority must be 0 to 9, was " + priority, "ONCEMQ-2222");
    }

    static JMSException negative(String what, long millis) {
        return new JMSException("the " + what + " must be 0 or more milliseconds, was " + millis, "ONCEMQ-2223");
    }

    static MessageFormatException noMessage() {
        return new MessageFormatException("no message was given (null)", "ONCEMQ-2224");
    }

    static InvalidSelectorException badSelector(SelectorSyntaxException cause) {
        return linked(new InvalidSelectorException(messageOf(cause), "ONCEMQ-2225"), cause);
    }

    static JMSException badSubscriptionName(String rule) {
        return new JMSException("a subscription name must " + rule, "ONCEMQ-2226");
    }

    static ResourceAllocationException messageTooLarge(long size, long limit) {
        return new ResourceAllocationException(
                "the body of this message has " + size + " bytes, the setting maxMessageSize allows " + limit,
                "ONCEMQ-2227");
    }

    static JMSException noServerSessionPool() {
        return new JMSException("a connection consumer needs a server session pool, none was given", "ONCEMQ-2228");
    }

    static JMSException foreignServerSession(String type) {
        return new JMSException(
                "the server session pool gave a session of " + type + "; it must be made by a connection of OnceMQ",
                "ONCEMQ-2229");
    }

    static JMSException badMaxMessages(int maxMessages) {
        return new JMSException(
                "a connection consumer must be allowed at least 1 message for a session, not " + maxMessages,
                "ONCEMQ-2230");
    }

    static UnsupportedOperationException destinationIsFixed() {
        return new UnsupportedOperationException(
                "this producer was made for one destination; use a send without destination, or a producer made with null");
    }

    static UnsupportedOperationException destinationIsMissing() {
        return new UnsupportedOperationException(
                "this producer was made without a destination; use a send that names one");
    }

    static InvalidDestinationException notYourTemporaryToConsume(DestinationName name) {
        return new InvalidDestinationException(
                name + " can be consumed only by the connection that made it, while it exists", "ONCEMQ-2006");
    }

    static JMSException temporaryInUse(DestinationName name) {
        return new JMSException(name + " still has consumers; close them first", "ONCEMQ-2007");
    }

    static InvalidDestinationException temporaryTopicNotDurable(DestinationName name) {
        return new InvalidDestinationException(
                name + " cannot have a durable subscription: it ends with its connection", "ONCEMQ-2008");
    }

    static InvalidDestinationException destinationGone(StoreRefusedException cause) {
        return linked(new InvalidDestinationException(messageOf(cause), "ONCEMQ-2009"), cause);
    }

    static InvalidDestinationException wrongKind(DestinationName name, String wanted) {
        return new InvalidDestinationException(name + " is not a " + wanted, "ONCEMQ-2010");
    }

    static InvalidDestinationException noSubscription(String name) {
        return new InvalidDestinationException(
                "there is no durable subscription '" + name + "' for this client ID", "ONCEMQ-2011");
    }

    /** A name that no subscription can have. */
    static InvalidDestinationException noSubscriptionOfSuchName(String rule) {
        return new InvalidDestinationException(
                "there is no durable subscription of that name: a subscription name must " + rule, "ONCEMQ-2014");
    }

    static IllegalStateException subscriptionInUse(String name) {
        return new IllegalStateException(
                "subscription '" + name
                        + "' has an active consumer or messages that are not acknowledged; end those first",
                "ONCEMQ-2012");
    }

    static JMSException subscriptionConflict(StoreConflictException cause) {
        return linked(new JMSException(messageOf(cause), "ONCEMQ-2013"), cause);
    }

    // Who may do what

    static JMSSecurityException loginRefused(AccessDeniedException cause) {
        return linked(new JMSSecurityException(messageOf(cause), "ONCEMQ-2601"), cause);
    }

    static JMSSecurityException accessDenied(AccessDeniedException cause) {
        return linked(new JMSSecurityException(messageOf(cause), "ONCEMQ-2602"), cause);
    }

    static JMSSecurityException notYourTemporaryToBrowse(DestinationName name) {
        return new JMSSecurityException(name + " can be browsed only by the connection that made it", "ONCEMQ-2603");
    }

    // The store

    /** Outside of a transaction: what the store could not do. */
    static JMSException store(String what, StoreException cause) {
        if (cause instanceof CommitOutcomeUnknownException) {
            return linked(
                    new JMSException(
                            what
                                    + ": the connection to the database was lost during the commit, so it is not known whether it"
                                    + " happened; do not repeat it blindly: " + messageOf(cause),
                            OUTCOME_UNKNOWN),
                    cause);
        } else if (cause instanceof StoreUnavailableException) {
            return linked(
                    new JMSException(
                            what + ": the database does not answer; nothing happened, try again later: "
                                    + messageOf(cause),
                            STORE_UNAVAILABLE),
                    cause);
        } else if (cause instanceof StoreConflictException) {
            return linked(new JMSException(what + ": nothing happened: " + messageOf(cause), "ONCEMQ-2303"), cause);
        } else if (cause instanceof StoreFullException full) {
            return noRoom(what, full);
        } else {
            return linked(
                    new ResourceAllocationException(
                            what + ": refused by the database; nothing happened, see the cause: " + messageOf(cause),
                            "ONCEMQ-2304"),
                    cause);
        }
    }

    static ResourceAllocationException noRoom(String what, StoreFullException cause) {
        return linked(
                new ResourceAllocationException(
                        what + ": refused, nothing happened: " + messageOf(cause), "ONCEMQ-2308"),
                cause);
    }

    static JMSException unexpected(String what, Throwable cause) {
        return linked(new JMSException(what + " failed unexpectedly: " + cause, UNEXPECTED), cause);
    }

    /** A commit that failed: what was certainly not committed has been rolled back. */
    static JMSException commit(StoreException cause) {
        if (cause instanceof CommitOutcomeUnknownException) {
            return store("commit", cause);
        }
        return linked(
                new TransactionRolledBackException(
                        "the transaction was rolled back, do it again: " + messageOf(cause), "ONCEMQ-2305"),
                cause);
    }

    static JMSException acknowledgeConflict(StoreConflictException cause) {
        return linked(
                new JMSException(
                        "messages could not be acknowledged and will be delivered again: " + messageOf(cause),
                        "ONCEMQ-2306"),
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
