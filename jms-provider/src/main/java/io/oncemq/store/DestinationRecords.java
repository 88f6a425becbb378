// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import io.oncemq.message.DestinationName;
import java.util.List;
import java.util.Optional;

/** Which destinations exist. Each call is a transaction of its own. */
public interface DestinationRecords {
    Optional<DestinationRecord> find(DestinationName name) throws StoreException;

    Optional<DestinationRecord> find(long id) throws StoreException;

    /**
     * Creates it unless it exists; either way the answer is what is stored.
     *
     * @param ownerLease the lease it goes with, for a temporary destination; 0 otherwise
     */
    DestinationRecord create(DestinationName name, long ownerLease) throws StoreException;

    /**
     * Removes a destination with its subscriptions and deliveries; nothing happens if it does not exist. It is gone at once and
     * as a whole. Its deliveries go after it, a page in each transaction, those that branches hold or that come late later
     * ({@link DeliveryRecords#removeOwnerless}).
     */
    void delete(long id) throws StoreException;

    List<DestinationRecord> list() throws StoreException;
}
