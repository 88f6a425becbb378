// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.UserRecords.PermissionRecord;
import java.sql.SQLException;
import java.util.List;

/** What roles may do. */
final class PermissionTable {
    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_permission (role_name, pattern, action)
            values (:role, :pattern, :action)
            """);
    private static final Sql EXISTS = Sql.of(
            """
            select count(*)
              from oncemq_permission
             where role_name = :role and pattern = :pattern and action = :action
            """);
    private static final Sql DELETE = Sql.of(
            """
            delete from oncemq_permission
             where role_name = :role and pattern = :pattern and action = :action
            """);
    private static final Sql LIST = Sql.of(
            """
            select role_name, pattern, action
              from oncemq_permission
             order by role_name, pattern, action
            """);

    void insert(Link link, PermissionRecord permission) throws SQLException {
        bind(link.command(INSERT), permission).update();
    }

    boolean exists(Link link, PermissionRecord permission) throws SQLException {
        return bind(link.command(EXISTS), permission).number() > 0;
    }

    int delete(Link link, PermissionRecord permission) throws SQLException {
        return bind(link.command(DELETE), permission).update();
    }

    List<PermissionRecord> list(Link link) throws SQLException {
        return link.command(LIST)
                .list(row -> new PermissionRecord(
                        row.getString("role_name"), row.getString("pattern"), row.getString("action")));
    }

    private static Command bind(Command command, PermissionRecord permission) throws SQLException {
        return command.set("role", permission.role())
                .set("pattern", permission.pattern())
                .set("action", permission.action());
    }
}
