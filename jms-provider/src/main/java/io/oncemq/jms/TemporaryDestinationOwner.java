// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.message.DestinationName;
import jakarta.jms.JMSException;

/** The connection that made a temporary destination. Thread-safe. */
public interface TemporaryDestinationOwner {
    /**
     * Deletes it.
     *
     * @throws JMSException if it still has consumers, or the connection is closed
     */
    void delete(DestinationName name) throws JMSException;

    /** Whether it was made here and still exists. */
    boolean owns(DestinationName name);
}
