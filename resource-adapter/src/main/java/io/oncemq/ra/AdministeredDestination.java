// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra;

import jakarta.jms.Destination;
import jakarta.jms.Queue;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A destination as an administrator defines it: a JavaBean with the property {@code physicalName}. (Not {@code name}:
 * Open Liberty drops a property of that name.)
 */
abstract class AdministeredDestination implements Destination, Serializable {
    private static final long serialVersionUID = 1L;

    private @Nullable String physicalName;

    public @Nullable String getPhysicalName() {
        return physicalName;
    }

    public void setPhysicalName(String physicalName) {
        this.physicalName = physicalName;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof AdministeredDestination that
                && this instanceof Queue == that instanceof Queue
                && Objects.equals(physicalName, that.physicalName);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(this instanceof Queue, physicalName);
    }

    /** The bare name, as {@code getQueueName} and {@code getTopicName} give it. */
    @Override
    public final String toString() {
        return String.valueOf(physicalName);
    }
}
