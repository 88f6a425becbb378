// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import jakarta.jms.JMSException;

/** What a received message needs from the session that received it. */
public interface ReceivedContext {
    /**
     * What {@code Message.acknowledge} does: acknowledges all that the session has delivered, or nothing where the
     * session acknowledges by itself.
     *
     * @throws JMSException if the session is closed or the acknowledgement failed
     */
    void acknowledge() throws JMSException;

    /** Which classes an {@code ObjectMessage} may bring to life. */
    ObjectMessagePolicy objectMessagePolicy();
}
