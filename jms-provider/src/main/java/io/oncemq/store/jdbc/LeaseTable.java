// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import java.sql.SQLException;
import java.util.List;

/** Leases and their ends by the database's clock. */
final class LeaseTable {
    private static final Sql SLOTS =
            Sql.of("""
            select slot
              from oncemq_lease
            """);
    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_lease (lease_id, slot, node_name, process_id, expires_at)
            values (:lease, :slot, :node, :process, :expires_at)
            """);
    private static final Sql RENEW = Sql.of(
            """
            update oncemq_lease
               set expires_at = :expires_at
             where lease_id = :lease and expires_at > :now
               and (select schema_version from oncemq_store) = :schema_version
            """);
    private static final Sql SEEN = Sql.of(
            """
            update oncemq_lease
               set seen_version = greatest(seen_version, :version)
             where lease_id = :lease
            """);
    private static final Sql LEAST_SEEN = Sql.of(
            """
            select seen_version
              from oncemq_lease
             where expires_at > :now
             order by seen_version
             fetch first 1 row only
            """);
    private static final Sql LOCK = Sql.of(
            """
            select lease_id
              from oncemq_lease
             where lease_id = :lease
               for update
            """);
    private static final Sql DELETE =
            Sql.of("""
            delete from oncemq_lease
             where lease_id = :lease
            """);

    private final Sql nextId;
    private final Sql dead;

    LeaseTable(Sql nextId, Sql dead) {
        this.nextId = nextId;
        this.dead = dead;
    }

    long nextId(Link link) throws SQLException {
        return link.command(nextId).number();
    }

    List<Integer> slots(Link link) throws SQLException {
        return link.command(SLOTS).list(row -> row.getInt("slot"));
    }

    void insert(Link link, long leaseId, int slot, String nodeName, String processId, long expiresAt)
            throws SQLException {
        link.command(INSERT)
                .set("lease", leaseId)
                .set("slot", slot)
                .set("node", nodeName)
                .set("process", processId)
                .set("expires_at", expiresAt)
                .update();
    }

    /** Nothing changes if it has ended, or the schema is not this version's any more. */
    int renew(Link link, long leaseId, long now, long expiresAt) throws SQLException {
        return link.command(RENEW)
                .set("lease", leaseId)
                .set("now", now)
                .set("expires_at", expiresAt)
                .set("schema_version", Schema.VERSION)
                .update();
    }

    int seen(Link link, long leaseId, long version) throws SQLException {
        return link.command(SEEN).set("lease", leaseId).set("version", version).update();
    }

    /** One number, or none if nobody lives. */
    List<Long> leastSeen(Link link, long now) throws SQLException {
        return link.command(LEAST_SEEN).set("now", now).list(row -> row.getLong("seen_version"));
    }

    List<Long> dead(Link link, long now, String processId, int storeKey) throws SQLException {
        return link.command(dead)
                .set("now", now)
                .set("process", processId)
                .set("store", storeKey)
                .list(row -> row.getLong("lease_id"));
    }

    /** Lets its rescue wait until this transaction ends; false if it has ended. */
    boolean lock(Link link, long leaseId) throws SQLException {
        return !link.command(LOCK)
                .set("lease", leaseId)
                .list(row -> row.getLong("lease_id"))
                .isEmpty();
    }

    int delete(Link link, long leaseId) throws SQLException {
        return link.command(DELETE).set("lease", leaseId).update();
    }
}
