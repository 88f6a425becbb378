// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.SubscriptionRecords.Member;
import java.sql.SQLException;
import java.util.List;

/** Which leases have consumers on a shared subscription. Changed only while the subscription's row is locked. */
final class SubscriberTable {
    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_subscriber (subscription_id, lease_id)
            values (:subscription, :lease)
            """);
    private static final Sql LEASES_OF = Sql.of(
            """
            select lease_id
              from oncemq_subscriber
             where subscription_id = :subscription
            """);
    private static final Sql OTHER = Sql.of(
            """
            select s.lease_id, l.node_name
              from oncemq_subscriber s
              join oncemq_lease l on l.lease_id = s.lease_id
             where s.subscription_id = :subscription and s.lease_id <> :lease and l.expires_at > :now
             order by s.lease_id
             fetch first 1 row only
            """);
    private static final Sql OF_LEASE = Sql.of(
            """
            select subscription_id
              from oncemq_subscriber
             where lease_id = :lease
            """);
    private static final Sql DELETE = Sql.of(
            """
            delete from oncemq_subscriber
             where subscription_id = :subscription and lease_id = :lease
            """);
    private static final Sql DELETE_ALL = Sql.of(
            """
            delete from oncemq_subscriber
             where subscription_id = :subscription
            """);

    void insert(Link link, long subscription, long leaseId) throws SQLException {
        link.command(INSERT)
                .set("subscription", subscription)
                .set("lease", leaseId)
                .update();
    }

    List<Long> leasesOf(Link link, long subscription) throws SQLException {
        return link.command(LEASES_OF).set("subscription", subscription).list(row -> row.getLong("lease_id"));
    }

    /** One that lives, or none. */
    List<Member> other(Link link, long subscription, long leaseId, long now) throws SQLException {
        return link.command(OTHER)
                .set("subscription", subscription)
                .set("lease", leaseId)
                .set("now", now)
                .list(row -> new Member(row.getLong("lease_id"), row.getString("node_name")));
    }

    List<Long> ofLease(Link link, long leaseId) throws SQLException {
        return link.command(OF_LEASE).set("lease", leaseId).list(row -> row.getLong("subscription_id"));
    }

    void delete(Link link, long subscription, long leaseId) throws SQLException {
        link.command(DELETE)
                .set("subscription", subscription)
                .set("lease", leaseId)
                .update();
    }

    void deleteAll(Link link, long subscription) throws SQLException {
        link.command(DELETE_ALL).set("subscription", subscription).update();
    }
}
