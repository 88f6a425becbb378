// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.SubscriptionRecord;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Removes destinations and subscriptions; their deliveries go after the commit, see {@link RemovedQueues}. Rows are locked in
 * this order, so that nobody waits in a circle: leases, destinations, subscriptions by their ids, the store's.
 */
final class Queues {
    private final StoreTable store;
    private final DestinationTable destinations;
    private final SubscriptionTable subscriptions;
    private final SubscriberTable subscribers;

    Queues(
            StoreTable store,
            DestinationTable destinations,
            SubscriptionTable subscriptions,
            SubscriberTable subscribers) {
        this.store = store;
        this.destinations = destinations;
        this.subscriptions = subscriptions;
        this.subscribers = subscribers;
    }

    /** The queues that are gone with it; none if it does not exist. */
    SortedSet<Long> removeDestination(Link link, long id) throws SQLException {
        SortedSet<Long> ending = new TreeSet<>(subscriptions.ofTopic(link, id));
        if (destinations.delete(link, id) == 0) {
            return new TreeSet<>();
        }
        removeSubscriptions(link, ending);
        ending.add(id);
        return ending;
    }

    /** Those that exist, given in order; the version is raised once for all of them. */
    void removeSubscriptions(Link link, Collection<Long> ids) throws SQLException {
        int removed = 0;
        for (long id : ids) {
            if (subscriptions.delete(link, id) > 0) {
                subscribers.deleteAll(link, id);
                removed++;
            }
        }
        if (removed > 0) {
            store.raiseVersion(link);
        }
    }

    /**
     * A lease has no more consumers on a subscription.
     *
     * @return whether the subscription is gone, with the last of them or before
     */
    boolean leave(Link link, long id, long leaseId) throws SQLException {
        List<SubscriptionRecord> found = subscriptions.lock(link, id);
        if (!endsWithout(link, found, leaseId)) {
            return found.isEmpty();
        }
        removeSubscriptions(link, List.of(id));
        return true;
    }

    /** Takes a member from a subscription that is locked, if it exists, and tells whether it must end now. */
    private boolean endsWithout(Link link, List<SubscriptionRecord> found, long leaseId) throws SQLException {
        if (found.isEmpty()) {
            return false;
        }
        SubscriptionRecord subscription = found.get(0);
        subscribers.delete(link, subscription.id(), leaseId);
        return subscription.shared()
                && !subscription.durable()
                && subscribers.leasesOf(link, subscription.id()).isEmpty();
    }

    /** What lives no longer than its lease, which is locked; answers the queues that are gone. */
    SortedSet<Long> removeOwnedBy(Link link, long leaseId) throws SQLException {
        List<Long> temporary = destinations.ownedBy(link, leaseId);
        SortedSet<Long> ending = new TreeSet<>(subscriptions.ownedBy(link, leaseId));
        for (long id : temporary) {
            ending.addAll(subscriptions.ofTopic(link, id));
            destinations.delete(link, id);
        }
        SortedSet<Long> concerned = new TreeSet<>(subscribers.ofLease(link, leaseId));
        concerned.addAll(ending);
        for (long id : concerned) {
            if (endsWithout(link, subscriptions.lock(link, id), leaseId)) {
                ending.add(id);
            }
        }
        removeSubscriptions(link, ending);
        ending.addAll(temporary);
        return ending;
    }
}
