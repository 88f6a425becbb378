// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.message.DestinationName;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;
import org.jspecify.annotations.Nullable;

/** A queue that lives as long as the connection that made it (specification, 6.2.2). */
public final class JmsTemporaryQueue extends JmsDestination implements TemporaryQueue {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable TemporaryDestinationOwner owner;

    /**
     * The queue as its connection or a message sees it.
     *
     * @param name of kind {@code TEMPORARY_QUEUE}
     * @param owner the connection that made it; null where that is not known, such as in a JMSReplyTo
     */
    public JmsTemporaryQueue(DestinationName name, @Nullable TemporaryDestinationOwner owner) {
        super(name);
        if (name.kind() != DestinationName.Kind.TEMPORARY_QUEUE) {
            throw new IllegalArgumentException(name + " is not a temporary queue");
        }
        this.owner = owner;
    }

    @Override
    public String getQueueName() {
        return name().name();
    }

    @Override
    public void delete() throws JMSException {
        if (owner == null || !owner.owns(name())) {
            throw JmsErrors.notYourTemporaryDestination(name());
        }
        owner.delete(name());
    }
}
