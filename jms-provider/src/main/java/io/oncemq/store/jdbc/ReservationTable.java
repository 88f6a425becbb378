// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.ReservationRecords.Kind;
import io.oncemq.store.ReservationRecords.Owner;
import java.sql.SQLException;
import java.util.List;

/** What only one lease may have. */
final class ReservationTable {
    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_reservation (kind, name, lease_id)
            values (:kind, :name, :lease)
            """);
    private static final Sql HOLDER = Sql.of(
            """
            select r.lease_id, l.node_name
              from oncemq_reservation r
              join oncemq_lease l on l.lease_id = r.lease_id
             where r.kind = :kind and r.name = :name
            """);
    private static final Sql DELETE = Sql.of(
            """
            delete from oncemq_reservation
             where kind = :kind and name = :name and lease_id = :lease
            """);
    private static final Sql DELETE_ANY = Sql.of(
            """
            delete from oncemq_reservation
             where kind = :kind and name = :name
            """);
    private static final Sql DELETE_OWNED =
            Sql.of("""
            delete from oncemq_reservation
             where lease_id = :lease
            """);

    /** One, or none. */
    List<Owner> holder(Link link, Kind kind, String name) throws SQLException {
        return link.command(HOLDER)
                .set("kind", kind.code())
                .set("name", name)
                .list(row -> new Owner(row.getLong("lease_id"), row.getString("node_name")));
    }

    /** Where {@link #holder} found nobody: what a lease that is gone may have left goes. */
    void insert(Link link, long leaseId, Kind kind, String name) throws SQLException {
        link.command(DELETE_ANY).set("kind", kind.code()).set("name", name).update();
        link.command(INSERT)
                .set("kind", kind.code())
                .set("name", name)
                .set("lease", leaseId)
                .update();
    }

    void delete(Link link, long leaseId, Kind kind, String name) throws SQLException {
        link.command(DELETE)
                .set("kind", kind.code())
                .set("name", name)
                .set("lease", leaseId)
                .update();
    }

    void deleteOwned(Link link, long leaseId) throws SQLException {
        link.command(DELETE_OWNED).set("lease", leaseId).update();
    }
}
