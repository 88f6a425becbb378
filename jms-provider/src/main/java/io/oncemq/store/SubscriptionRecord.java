// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/**
 * A topic subscription; its id is the id of the queue that holds its deliveries.
 *
 * @param clientId empty for none
 * @param name empty for an unshared, non-durable subscription
 * @param selector empty for none
 * @param ownerLease the lease it goes with if it is neither durable nor shared, 0 otherwise
 */
public record SubscriptionRecord(
        long id,
        long topicId,
        String clientId,
        String name,
        boolean durable,
        boolean shared,
        String selector,
        boolean noLocal,
        long ownerLease) {
    /** The same with another id. */
    public SubscriptionRecord withId(long newId) {
        return new SubscriptionRecord(newId, topicId, clientId, name, durable, shared, selector, noLocal, ownerLease);
    }

    /** The same, going with another lease. */
    public SubscriptionRecord withOwner(long leaseId) {
        return new SubscriptionRecord(id, topicId, clientId, name, durable, shared, selector, noLocal, leaseId);
    }
}
