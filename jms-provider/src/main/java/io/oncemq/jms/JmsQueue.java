// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.message.DestinationName;
import jakarta.jms.Queue;
import javax.naming.Reference;
import javax.naming.Referenceable;

/** A queue by name. Making one does not make the queue. */
public final class JmsQueue extends JmsDestination implements Queue, Referenceable {
    private static final long serialVersionUID = 1L;

    public JmsQueue(String name) {
        this(DestinationName.queue(name));
    }

    JmsQueue(DestinationName name) {
        super(name);
    }

    @Override
    public Reference getReference() {
        return reference(this);
    }

    @Override
    public String getQueueName() {
        return name().name();
    }
}
