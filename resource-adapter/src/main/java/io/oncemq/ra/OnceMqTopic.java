// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra;

import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;

/** The administered object for a topic: what {@code create-admin-object} and its like make. */
public final class OnceMqTopic extends AdministeredDestination implements Topic {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable String getTopicName() {
        return getPhysicalName();
    }
}
