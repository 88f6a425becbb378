// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.IllegalStateException;

/** Which of the legacy domains a session or connection was made for (specification, 9.2). */
enum Domain {
    UNIFIED("session"),
    QUEUE("queue session or connection"),
    TOPIC("topic session or connection");

    private final String description;

    Domain(String description) {
        this.description = description;
    }

    /** For calls that are about queues. */
    void requireQueues(String call) throws IllegalStateException {
        if (this == TOPIC) {
            throw JmsErrors.notInDomain(call, description);
        }
    }

    /** For calls that are about topics. */
    void requireTopics(String call) throws IllegalStateException {
        if (this == QUEUE) {
            throw JmsErrors.notInDomain(call, description);
        }
    }
}
