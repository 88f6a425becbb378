// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Creates the tables when the application starts. Nothing but the primary keys is unique, on purpose: an order that
 * was processed twice must show as two rows, not hide behind a constraint.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class OrderTables {
    private static final List<String> STATEMENTS = List.of(
            """
            create table if not exists orders (
                order_number bigint generated always as identity primary key,
                customer     varchar(100) not null,
                item         varchar(100) not null,
                cents        bigint not null,
                placed_at    timestamp with time zone default current_timestamp not null)
            """,
            """
            create table if not exists processed_orders (
                id           bigint generated always as identity primary key,
                order_number bigint not null,
                attempt      integer not null,
                processed_at timestamp with time zone default current_timestamp not null)
            """,
            "create index if not exists processed_orders_order on processed_orders (order_number)",
            """
            create table if not exists failed_attempts (
                id           bigint generated always as identity primary key,
                order_number bigint not null,
                attempt      integer not null,
                reason       varchar(1000) not null,
                failed_at    timestamp with time zone default current_timestamp not null)
            """,
            "create index if not exists failed_attempts_order on failed_attempts (order_number)",
            """
            create table if not exists audit (
                id           bigint generated always as identity primary key,
                order_number bigint not null,
                event        varchar(100) not null,
                noted_at     timestamp with time zone default current_timestamp not null)
            """);

    @Resource(lookup = "jdbc/orders")
    private DataSource database;

    @PostConstruct
    void create() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : STATEMENTS) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new EJBException("cannot create the tables in jdbc/orders", e);
        }
    }
}
