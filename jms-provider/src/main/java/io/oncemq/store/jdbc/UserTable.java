// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.UserRecords.UserRecord;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Users and their roles. */
final class UserTable {
    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_user (name, credential)
            values (:name, :credential)
            """);
    private static final Sql CHANGE = Sql.of(
            """
            update oncemq_user
               set credential = :credential
             where name = :name
            """);
    private static final Sql DELETE =
            Sql.of("""
            delete from oncemq_user
             where name = :name
            """);
    private static final Sql DELETE_ALL = Sql.of("""
            delete from oncemq_user
            """);
    private static final Sql COUNT =
            Sql.of("""
            select count(*)
              from oncemq_user
            """);
    private static final Sql EXISTS = Sql.of(
            """
            select count(*)
              from oncemq_user
             where name = :name
            """);
    private static final Sql LIST = Sql.of(
            """
            select name, credential
              from oncemq_user
             order by name
            """);

    private static final Sql INSERT_ROLE = Sql.of(
            """
            insert into oncemq_user_role (user_name, role_name)
            values (:name, :role)
            """);
    private static final Sql HAS_ROLE = Sql.of(
            """
            select count(*)
              from oncemq_user_role
             where user_name = :name and role_name = :role
            """);
    private static final Sql DELETE_ROLE = Sql.of(
            """
            delete from oncemq_user_role
             where user_name = :name and role_name = :role
            """);
    private static final Sql DELETE_ROLES =
            Sql.of("""
            delete from oncemq_user_role
             where user_name = :name
            """);
    private static final Sql DELETE_ALL_ROLES = Sql.of("""
            delete from oncemq_user_role
            """);
    private static final Sql LIST_ROLES = Sql.of(
            """
            select user_name, role_name
              from oncemq_user_role
             order by user_name, role_name
            """);

    void insert(Link link, String name, String credential) throws SQLException {
        link.command(INSERT).set("name", name).set("credential", credential).update();
    }

    int change(Link link, String name, String credential) throws SQLException {
        return link.command(CHANGE)
                .set("name", name)
                .set("credential", credential)
                .update();
    }

    void delete(Link link, String name) throws SQLException {
        link.command(DELETE_ROLES).set("name", name).update();
        link.command(DELETE).set("name", name).update();
    }

    void deleteAll(Link link) throws SQLException {
        link.command(DELETE_ALL_ROLES).update();
        link.command(DELETE_ALL).update();
    }

    long count(Link link) throws SQLException {
        return link.command(COUNT).number();
    }

    boolean exists(Link link, String name) throws SQLException {
        return link.command(EXISTS).set("name", name).number() > 0;
    }

    void insertRole(Link link, String name, String role) throws SQLException {
        link.command(INSERT_ROLE).set("name", name).set("role", role).update();
    }

    boolean hasRole(Link link, String name, String role) throws SQLException {
        return link.command(HAS_ROLE).set("name", name).set("role", role).number() > 0;
    }

    int deleteRole(Link link, String name, String role) throws SQLException {
        return link.command(DELETE_ROLE).set("name", name).set("role", role).update();
    }

    List<UserRecord> list(Link link) throws SQLException {
        Map<String, Set<String>> roles = new LinkedHashMap<>();
        link.command(LIST_ROLES).list(row -> roles.computeIfAbsent(row.getString("user_name"), user -> new TreeSet<>())
                .add(row.getString("role_name")));
        return link.command(LIST).list(row -> {
            String name = row.getString("name");
            return new UserRecord(name, row.getString("credential"), roles.getOrDefault(name, Set.of()));
        });
    }
}
