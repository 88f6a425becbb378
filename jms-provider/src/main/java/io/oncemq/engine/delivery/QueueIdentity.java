// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.message.DestinationName;

/**
 * Which queue it is.
 *
 * @param id the queue's or subscription's id in the store
 * @param origin the JMS destination whose messages it holds
 * @param subscription the subscription's name, empty for a JMS queue
 * @param durable false for the queue of a non-durable subscription, which ends with its consumers
 * @param deadLetters true for a dead-letter queue: what is rejected here stays here
 */
public record QueueIdentity(
        long id, DestinationName origin, String subscription, boolean durable, boolean deadLetters) {
    /** For log lines and messages. */
    public String description() {
        return subscription.isEmpty() ? origin.toString() : "subscription " + subscription + " of " + origin;
    }
}
