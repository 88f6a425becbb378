// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.jdbc.dialect.Dialect;
import java.sql.SQLException;

/** The tables of a store, wired for its database. */
record Tables(
        StoreTable store,
        DestinationTable destinations,
        SubscriptionTable subscriptions,
        SubscriberTable subscribers,
        LeaseTable leases,
        LaneTable lanes,
        BranchTable branches,
        UserTable users,
        PermissionTable permissions,
        ReservationTable reservations,
        DeliveryTable deliveries,
        DelayedTable delayed,
        BodyTable bodies,
        Removal removal,
        Queues queues,
        GroupTable groups,
        Claims claims,
        Pages pages,
        Sql expiryPage,
        Sql clock) {
    static Tables of(Dialect dialect) {
        StoreTable store = new StoreTable();
        DestinationTable destinations = new DestinationTable(Sql.of(dialect.nextQueueId()));
        SubscriptionTable subscriptions = new SubscriptionTable(Sql.of(dialect.nextQueueId()));
        SubscriberTable subscribers = new SubscriberTable();
        DeliveryTable deliveries = new DeliveryTable(dialect);
        DelayedTable delayed = new DelayedTable(Sql.of(dialect.due()));
        BodyTable bodies = new BodyTable();
        GroupTable groups = new GroupTable(dialect);
        Removal removal = new Removal(deliveries, bodies, delayed, groups);
        return new Tables(
                store,
                destinations,
                subscriptions,
                subscribers,
                new LeaseTable(Sql.of(dialect.nextLeaseId()), Sql.of(dialect.deadLeases())),
                new LaneTable(),
                new BranchTable(Sql.of(dialect.nextBranchId())),
                new UserTable(),
                new PermissionTable(),
                new ReservationTable(),
                deliveries,
                delayed,
                bodies,
                removal,
                new Queues(store, destinations, subscriptions, subscribers),
                groups,
                new Claims(dialect, groups),
                new Pages(),
                Sql.of(dialect.expiryPage()),
                Sql.of(dialect.clock()));
    }

    /** The database's clock, in milliseconds since 1970. */
    long now(Link link) throws SQLException {
        return link.command(clock).number();
    }

    BatchWriter batchWriter() {
        BranchSteps steps = new BranchSteps(branches, deliveries, removal, new UnseenSends(deliveries, clock));
        return new BatchWriter(bodies, deliveries, delayed, steps);
    }
}
