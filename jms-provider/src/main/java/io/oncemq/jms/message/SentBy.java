// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a message, as far as the message says so in properties that only a provider may set (specification, 3.5.9).
 *
 * @param userId JMSXUserID; null for none
 * @param applicationId JMSXAppID; null for none
 * @param transactionId JMSXProducerTXID; null for none
 */
public record SentBy(@Nullable String userId, @Nullable String applicationId, @Nullable String transactionId) {
    /** The same sender in a transaction, or outside of any (null). */
    public SentBy in(@Nullable String transaction) {
        return new SentBy(userId, applicationId, transaction);
    }

    private boolean saysNothing() {
        return userId == null && applicationId == null && transactionId == null;
    }

    /** Whether properties that a message has already are just what this sender says. */
    boolean isToldBy(Map<String, @Nullable Object> properties) {
        return saysNothing()
                && !properties.containsKey(PropertyNames.USER_ID)
                && !properties.containsKey(PropertyNames.APPLICATION_ID)
                && !properties.containsKey(PropertyNames.PRODUCER_TRANSACTION);
    }

    /** Adds what is said, and removes what an earlier sender said. */
    void tell(Map<String, @Nullable Object> properties) {
        set(properties, PropertyNames.USER_ID, userId);
        set(properties, PropertyNames.APPLICATION_ID, applicationId);
        set(properties, PropertyNames.PRODUCER_TRANSACTION, transactionId);
    }

    private static void set(Map<String, @Nullable Object> properties, String name, @Nullable String value) {
        if (value == null) {
            properties.remove(name);
        } else {
            properties.put(name, value);
        }
    }
}
