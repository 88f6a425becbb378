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
 * @param shared whether it is the queue of a subscription whose consumers may be on several nodes
 * @param deadLetters true for a dead-letter queue: what is rejected here stays here
 */
public record QueueIdentity(
        long id, DestinationName origin, String subscription, boolean durable, boolean shared, boolean deadLetters) {
    /** Whether it ends with this node's last consumer, and what is in memory for it with this node. */
    public boolean endsHere() {
        return !durable && !shared;
    }

    /** For log lines and messages. */
    public String description() {
        return subscription.isEmpty() ? origin.toString() : "subscription " + subscription + " of " + origin;
    }
}
