// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import io.oncemq.message.Envelope;
import java.util.List;

/** Questions about deliveries, and the recurring work that no lease owns. Each call is a transaction of its own. */
public interface DeliveryRecords {
    /** Those of the given queues that have at least one ready delivery that the lease may claim. */
    List<Long> withReady(long leaseId, long[] queueIds) throws StoreException;

    /**
     * A page of a queue's ready deliveries without their bodies, in delivery order, for selectors.
     *
     * @param after start behind this place; {@link Place#FIRST} for the beginning
     */
    List<Head> readyHeads(long queueId, Place after, int limit) throws StoreException;

    /** A page of what a queue holds, ready or claimed, with bodies, in delivery order, for browsers. */
    List<StoredDelivery> browse(long queueId, Place after, int limit) throws StoreException;

    /** How many deliveries a queue has, ready, claimed and delayed, not counting what branches hold. */
    long count(long queueId) throws StoreException;

    /**
     * Makes delayed deliveries whose time has come ready.
     *
     * @return the queues that have more ready deliveries now
     */
    List<Long> promoteDue(int limit) throws StoreException;

    /** When the next delayed delivery is due, milliseconds by the database clock; {@link Long#MAX_VALUE} for never. */
    long nextDue() throws StoreException;

    /**
     * Removes ready deliveries whose time is over: a page of them, or those in the next page of all deliveries.
     *
     * @param limit how long a page is
     * @return what it found; the call after one that saw the end begins anew
     */
    Expiry removeExpired(int limit) throws StoreException;

    /**
     * A page that was looked at for expired deliveries.
     *
     * @param expired how many were expired in it
     * @param more whether it was full: there may be more behind it
     */
    record Expiry(int expired, boolean more) {}

    /**
     * Removes a page of ready and delayed deliveries whose queue does not exist any more: what its removal left when it was cut
     * short, what was sent there by who did not know yet, and what was claimed or in doubt then.
     *
     * @return whether it found any: there may be more, so call again soon
     */
    boolean removeOwnerless() throws StoreException;

    /** A delivery's place in its queue: higher priority first, then lower id. */
    record Place(int priority, long id) {
        public static final Place FIRST = new Place(10, 0);

        public boolean isBefore(Place other) {
            return priority == other.priority ? id < other.id : priority > other.priority;
        }

        /** Behind all that come before it. */
        public Place justBefore() {
            return new Place(priority, id - 1);
        }
    }

    /**
     * A ready delivery; the envelope has no body.
     *
     * @param deliveries how often an application has rejected it
     * @param crashes how often it went down with its node
     * @param blocked true if something of its group must come first that is in doubt or waits
     */
    record Head(long id, int deliveries, int crashes, boolean blocked, Envelope envelope) {
        /** JMSXDeliveryCount of the next delivery. */
        public int deliveryCount() {
            return deliveries + crashes + 1;
        }

        public Place place() {
            return new Place(envelope.priority(), id);
        }
    }
}
