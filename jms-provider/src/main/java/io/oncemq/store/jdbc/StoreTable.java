// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreState;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The one row about the store as a whole. */
final class StoreTable {
    private static final Sql ID =
            Sql.of("""
            select store_id
              from oncemq_store
            """);
    private static final Sql SCHEMA_VERSION =
            Sql.of("""
            select schema_version
              from oncemq_store
            """);
    private static final Sql LOCK = Sql.of(
            """
            select schema_version
              from oncemq_store
               for update
            """);
    private static final Sql VERSION =
            Sql.of("""
            select subscription_version
              from oncemq_store
            """);
    private static final Sql STATE = Sql.of(
            """
            select subscription_version, security_version, (select count(*) from oncemq_lease) as leases
              from oncemq_store
            """);
    private static final Sql SECURITY_VERSION =
            Sql.of("""
            select security_version
              from oncemq_store
            """);
    private static final Sql RAISE_SECURITY_VERSION = Sql.of(
            """
            update oncemq_store
               set security_version = security_version + 1
            """);
    private static final Sql RAISE_VERSION = Sql.of(
            """
            update oncemq_store
               set subscription_version = subscription_version + 1
            """);

    StoreState state(Link link) throws SQLException {
        return link.command(STATE)
                .list(row -> new StoreState(
                        row.getLong("subscription_version"), row.getLong("security_version"), row.getInt("leases")))
                .get(0);
    }

    UUID id(Link link) throws SQLException {
        List<UUID> ids = link.command(ID).list(row -> row.getObject("store_id", UUID.class));
        if (ids.size() != 1) {
            throw new SQLException("oncemq_store must have one row, it has " + ids.size(), "XX001");
        }
        return ids.get(0);
    }

    int schemaVersion(Link link) throws SQLException {
        return Math.toIntExact(link.command(SCHEMA_VERSION).number());
    }

    /** Makes others that lock it wait until this transaction ends; answers the schema's version. */
    int lock(Link link) throws SQLException {
        return Math.toIntExact(link.command(LOCK).number());
    }

    long version(Link link) throws SQLException {
        return link.command(VERSION).number();
    }

    /** Its row lock is kept until the commit, so versions become visible in their order. */
    void raiseVersion(Link link) throws SQLException {
        link.command(RAISE_VERSION).update();
    }

    long securityVersion(Link link) throws SQLException {
        return link.command(SECURITY_VERSION).number();
    }

    /** As {@link #raiseVersion}, for users and permissions. */
    void raiseSecurityVersion(Link link) throws SQLException {
        link.command(RAISE_SECURITY_VERSION).update();
    }
}
