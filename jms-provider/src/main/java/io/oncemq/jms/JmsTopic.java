// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.message.DestinationName;
import jakarta.jms.Topic;
import javax.naming.Reference;
import javax.naming.Referenceable;

/** A topic by name. Making one does not make the topic. */
public final class JmsTopic extends JmsDestination implements Topic, Referenceable {
    private static final long serialVersionUID = 1L;

    public JmsTopic(String name) {
        this(DestinationName.topic(name));
    }

    JmsTopic(DestinationName name) {
        super(name);
    }

    @Override
    public Reference getReference() {
        return reference(this);
    }

    @Override
    public String getTopicName() {
        return name().name();
    }
}
