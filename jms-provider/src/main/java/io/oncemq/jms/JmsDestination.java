// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.message.DestinationName;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.Objects;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.jspecify.annotations.Nullable;

/**
 * A queue or topic by kind and name; two are equal when both agree. It holds no connection, so it may be shared, stored
 * in JNDI and serialized.
 */
public abstract sealed class JmsDestination implements Destination, Serializable
        permits JmsQueue, JmsTopic, JmsTemporaryQueue, JmsTemporaryTopic {
    private static final long serialVersionUID = 1L;

    private final DestinationName name;

    JmsDestination(DestinationName name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** The object for a name. A temporary one is without its owner, so it cannot be deleted. */
    public static JmsDestination of(DestinationName name) {
        return switch (name.kind()) {
            case QUEUE -> new JmsQueue(name);
            case TOPIC -> new JmsTopic(name);
            case TEMPORARY_QUEUE -> new JmsTemporaryQueue(name, null);
            case TEMPORARY_TOPIC -> new JmsTemporaryTopic(name, null);
        };
    }

    /**
     * The name of any destination: of ours, or of another provider's queue or topic. A temporary destination of another
     * provider lives there only, so it has none here.
     *
     * @throws InvalidDestinationException if there is no such name
     */
    public static DestinationName nameOf(@Nullable Destination destination) throws JMSException {
        if (destination instanceof JmsDestination ours) {
            return ours.name;
        }
        if (destination == null) {
            throw JmsErrors.noDestination();
        }
        if (destination instanceof TemporaryQueue || destination instanceof TemporaryTopic) {
            throw JmsErrors.foreignTemporaryDestination(destination.getClass());
        }
        boolean queue = destination instanceof Queue;
        if (queue == destination instanceof Topic) {
            throw JmsErrors.neitherQueueNorTopic(destination.getClass());
        }
        String foreignName = queue ? ((Queue) destination).getQueueName() : ((Topic) destination).getTopicName();
        return named(queue ? DestinationName.Kind.QUEUE : DestinationName.Kind.TOPIC, foreignName);
    }

    /**
     * A checked name.
     *
     * @throws InvalidDestinationException if it is null or breaks the rules of {@link DestinationName}
     */
    public static DestinationName named(DestinationName.Kind kind, @Nullable String name)
            throws InvalidDestinationException {
        if (name == null) {
            throw JmsErrors.noDestination();
        }
        try {
            return new DestinationName(kind, name);
        } catch (IllegalArgumentException e) {
            throw JmsErrors.badDestinationName(e);
        }
    }

    /** For queues and topics that a directory keeps. */
    static Reference reference(JmsDestination destination) {
        return new Reference(
                destination.getClass().getName(),
                new StringRefAddr("name", destination.name.name()),
                "io.oncemq.jndi.OnceMqObjectFactory",
                null);
    }

    /** Made anew by its name, so that no stream makes one that could not be. A temporary one is without its owner. */
    final Object readResolve() throws InvalidObjectException {
        if (name == null) {
            throw new InvalidObjectException("a destination without a name");
        }
        return of(name);
    }

    public final DestinationName name() {
        return name;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof JmsDestination that && name.equals(that.name);
    }

    @Override
    public final int hashCode() {
        return name.hashCode();
    }

    /** The bare name, as {@code getQueueName} and {@code getTopicName} give it. */
    @Override
    public final String toString() {
        return name.name();
    }
}
