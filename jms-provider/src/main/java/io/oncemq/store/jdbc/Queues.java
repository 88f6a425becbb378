// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import java.sql.SQLException;
import java.util.List;

/** Removes destinations and subscriptions with all that they hold. */
final class Queues {
    private final StoreTable store;
    private final DestinationTable destinations;
    private final SubscriptionTable subscriptions;
    private final Removal removal;

    Queues(StoreTable store, DestinationTable destinations, SubscriptionTable subscriptions, Removal removal) {
        this.store = store;
        this.destinations = destinations;
        this.subscriptions = subscriptions;
        this.removal = removal;
    }

    void removeDestination(Link link, long id) throws SQLException {
        List<Long> subscribed = subscriptions.ofTopic(link, id);
        if (destinations.delete(link, id) > 0) {
            removeSubscriptions(link, subscribed);
            removal.removeQueue(link, id);
        }
    }

    /** Those that exist; the others' version is raised once for all of them. */
    void removeSubscriptions(Link link, List<Long> ids) throws SQLException {
        int removed = 0;
        for (long id : ids) {
            if (subscriptions.delete(link, id) > 0) {
                removal.removeQueue(link, id);
                removed++;
            }
        }
        if (removed > 0) {
            store.raiseVersion(link);
        }
    }

    /** What lives no longer than its lease. */
    void removeOwnedBy(Link link, long leaseId) throws SQLException {
        removeSubscriptions(link, subscriptions.ownedBy(link, leaseId));
        for (long id : destinations.ownedBy(link, leaseId)) {
            removeDestination(link, id);
        }
    }
}
