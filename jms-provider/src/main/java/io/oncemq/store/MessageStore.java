// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.Optional;
import java.util.UUID;

/**
 * One database that holds messages. Opened with its schema present and of the right version. Safe for any number of
 * threads; the parts it hands out too, except where they say otherwise.
 */
public interface MessageStore extends AutoCloseable {
    /** Made once when the schema was created; tells two stores apart whatever their addresses. */
    UUID id();

    /** True when the database itself makes sure that no other process uses it (embedded H2). */
    boolean singleProcess();

    /** What others may have changed; cheap to ask. */
    StoreState state() throws StoreException;

    /** How many lanes a node should write with. */
    int laneCount();

    /**
     * A connection of its own for one lane, opened when first used and again after it broke.
     *
     * @param purpose appears in the database's list of connections where it has one
     */
    StoreSession openSession(String purpose);

    Leases leases();

    DestinationRecords destinations();

    SubscriptionRecords subscriptions();

    BranchRecords branches();

    DeliveryRecords deliveries();

    UserRecords users();

    ReservationRecords reservations();

    SpaceRecords space();

    /** How nodes wake each other; empty where the database cannot, or there is but one node. */
    default Optional<WakeUps> wakeUps() {
        return Optional.empty();
    }

    @Override
    void close();
}
