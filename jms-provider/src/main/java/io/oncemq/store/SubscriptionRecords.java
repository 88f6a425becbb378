// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.List;
import java.util.Optional;

/**
 * Which subscriptions exist, and which leases are members of the shared ones: have consumers on them. A shared subscription
 * that is not durable ends with its last member. Each call is a transaction of its own.
 */
public interface SubscriptionRecords {
    /** All subscriptions of all topics. */
    List<SubscriptionRecord> list() throws StoreException;

    /**
     * Creates a subscription.
     *
     * @param asked its {@code id} is ignored
     * @return it with its id
     * @throws StoreConflictException if one with the same client id, name and durability exists, or the lease that owns it
     *     has ended
     */
    SubscriptionRecord create(SubscriptionRecord asked) throws StoreException;

    /**
     * Creates a shared subscription together with its first member.
     *
     * @param asked its {@code id} is ignored
     * @return it with its id
     * @throws StoreConflictException if one with the same client id, name and durability exists, or the lease has ended
     */
    SubscriptionRecord createJoined(SubscriptionRecord asked, long leaseId) throws StoreException;

    /**
     * Makes a lease a member of a shared subscription; it may be one already.
     *
     * @return false if the subscription does not exist any more
     * @throws StoreConflictException if the lease has ended
     */
    boolean join(long id, long leaseId) throws StoreException;

    /**
     * Hands a subscription from a lease that a node has lost to its next one, which then owns it, or is a member of it if it is
     * shared. If it has been removed with the old lease it is made again, with its id and without what it held.
     *
     * @param kept as it was, with its id
     * @param oldLease may have ended, or be about to: its rescue does not remove what was handed over
     * @throws StoreConflictException if the next lease has ended too, or if it was removed and one with the same client id, name
     *     and durability exists now
     */
    Kept keep(SubscriptionRecord kept, long oldLease, long leaseId) throws StoreException;

    /** What {@link #keep} found. */
    enum Kept {
        /** It was there, with all that it holds. */
        FOUND,
        /** It was gone, and is there again. */
        REMADE,
        /** It is gone, and so is its topic. */
        GONE
    }

    /**
     * Ends a membership, if there is one, and with the last one a shared subscription that is not durable.
     *
     * @return whether the subscription is gone, now or before
     */
    boolean leave(long id, long leaseId) throws StoreException;

    /** A member that lives, other than the given lease. */
    Optional<Member> otherMember(long id, long leaseId) throws StoreException;

    /**
     * Removes a subscription with its deliveries, which go after it as those of a destination do; nothing happens if it does not
     * exist.
     */
    void delete(long id) throws StoreException;

    /**
     * Removes a subscription with its deliveries, unless another lease than the given one is a member and lives.
     *
     * @return that member; empty if the subscription is gone, now or before
     */
    Optional<Member> deleteUnused(long id, long leaseId) throws StoreException;

    /** Raised by each creation and removal; cheap to ask. */
    long version() throws StoreException;

    /** Tells the others that this node's publishers act on {@code version}. */
    void seen(long leaseId, long version) throws StoreException;

    /** The lowest version that every living node has seen. */
    long seenByAll() throws StoreException;

    /** A lease that has consumers on a shared subscription, and the node that it belongs to. */
    record Member(long leaseId, String nodeName) {}
}
