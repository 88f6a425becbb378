// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra;

import jakarta.jms.Queue;
import org.jspecify.annotations.Nullable;

/** The administered object for a queue: what {@code create-admin-object} and its like make. */
public final class OnceMqQueue extends AdministeredDestination implements Queue {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable String getQueueName() {
        return getPhysicalName();
    }
}
