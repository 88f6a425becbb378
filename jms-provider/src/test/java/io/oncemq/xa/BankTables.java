// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import io.oncemq.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the bank's two databases: accounts, and a row for each transfer that left them or came to them. No constraint keeps
 * a transfer from being written twice: it is the transaction that must.
 */
final class BankTables {
    static final int ACCOUNTS = 64;
    static final int OPENING_BALANCE = 1_000;

    private final String url;

    BankTables(String url) {
        this.url = url;
    }

    void create() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("create table account (id integer primary key, balance bigint not null)");
            statement.execute("insert into account select n, " + OPENING_BALANCE + " from generate_series(0, "
                    + (ACCOUNTS - 1) + ") n");
            statement.execute("create table transfer (id varchar(100) not null, amount integer not null)");
        }
    }

    private Connection open() throws SQLException {
        return TestDatabases.POSTGRESQL.dataSourceAt(url).getConnection();
    }

    /** Changes a balance and writes down why, in the transaction that the connection is in. */
    static void book(Connection connection, String transfer, int account, int change) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update account set balance = balance + ? where id = ?")) {
            update.setInt(1, change);
            update.setInt(2, account);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("no account " + account);
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into transfer (id, amount) values (?, ?)")) {
            insert.setString(1, transfer);
            insert.setInt(2, change);
            insert.executeUpdate();
        }
    }

    long total() throws SQLException {
        return number("select sum(balance) from account");
    }

    /** The opening balances and what was booked since. */
    long expectedTotal() throws SQLException {
        return (long) ACCOUNTS * OPENING_BALANCE + number("select coalesce(sum(amount), 0) from transfer");
    }

    int preparedBranches() throws SQLException {
        return (int) number("select count(*) from pg_prepared_xacts where database = current_database()");
    }

    /** The identifiers of all that was booked, one that was booked twice twice. */
    List<String> transfers() throws SQLException {
        try (Connection connection = open();
                PreparedStatement select = connection.prepareStatement("select id from transfer");
                ResultSet rows = select.executeQuery()) {
            List<String> result = new ArrayList<>();
            while (rows.next()) {
                result.add(rows.getString(1));
            }
            return result;
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = open();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
