// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.List;

/** Which subscriptions exist. Each call is a transaction of its own. */
public interface SubscriptionRecords {
    /** All subscriptions of all topics. */
    List<SubscriptionRecord> list() throws StoreException;

    /**
     * Creates a subscription.
     *
     * @param asked its {@code id} is ignored
     * @return it with its id
     * @throws StoreConflictException if one with the same client id, name and durability exists
     */
    SubscriptionRecord create(SubscriptionRecord asked) throws StoreException;

    /** Removes a subscription with its deliveries; nothing happens if it does not exist. */
    void delete(long id) throws StoreException;

    /** Raised by each creation and removal; cheap to ask. */
    long version() throws StoreException;

    /** Tells the others that this node's publishers act on {@code version}. */
    void seen(long leaseId, long version) throws StoreException;

    /** The lowest version that every living node has seen. */
    long seenByAll() throws StoreException;
}
