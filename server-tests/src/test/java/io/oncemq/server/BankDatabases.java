// SPDX-License-Identifier: Apache-2.0
package io.oncemq.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL with the message store's database and the bank's two; outlives the application server. */
final class BankDatabases implements AutoCloseable {
    static final String USER = "postgres";
    static final String PASSWORD = "postgres";
    static final String MESSAGES = "messages";
    static final String DEBITS = "debits";
    static final String CREDITS = "credits";

    private static final int ACCOUNTS = 64;
    private static final int OPENING_BALANCE = 1_000;

    private final EmbeddedPostgres server;

    BankDatabases() throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .setServerConfig("max_prepared_transactions", "100")
                // The test ends with this server: nothing is to outlast a power cut.
                .setServerConfig("fsync", "off")
                .start();
        for (String database : List.of(MESSAGES, DEBITS, CREDITS)) {
            execute("postgres", "create database " + database);
        }
        for (String bank : List.of(DEBITS, CREDITS)) {
            execute(bank, "create table account (id integer primary key, balance bigint not null)");
            execute(
                    bank,
                    "insert into account select n, " + OPENING_BALANCE + " from generate_series(0, " + (ACCOUNTS - 1)
                            + ") n");
            execute(bank, "create table transfer (id varchar(100) not null, amount integer not null)");
        }
    }

    String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    private Connection open(String database) throws SQLException {
        return DriverManager.getConnection(url(database), USER, PASSWORD);
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String database, String sql) throws SQLException {
        try (Connection connection = open(database);
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Each as often as it was written. */
    List<String> transfers(String bank) throws SQLException {
        try (Connection connection = open(bank);
                PreparedStatement select = connection.prepareStatement("select id from transfer");
                ResultSet rows = select.executeQuery()) {
            List<String> result = new ArrayList<>();
            while (rows.next()) {
                result.add(rows.getString(1));
            }
            return result;
        }
    }

    long credited() throws SQLException {
        return number(CREDITS, "select count(*) from transfer");
    }

    boolean balanced() throws SQLException {
        return total(DEBITS) == booked(DEBITS)
                && total(CREDITS) == booked(CREDITS)
                && total(DEBITS) + total(CREDITS) == 2L * ACCOUNTS * OPENING_BALANCE;
    }

    private long total(String bank) throws SQLException {
        return number(bank, "select sum(balance) from account");
    }

    private long booked(String bank) throws SQLException {
        return (long) ACCOUNTS * OPENING_BALANCE + number(bank, "select coalesce(sum(amount), 0) from transfer");
    }

    /** Messages that are there for anyone, or held by a branch, dead letters too. */
    long messages() throws SQLException {
        return number(MESSAGES, "select count(*) from oncemq_delivery");
    }

    /** Prepared and not ended, in all three. */
    long branches() throws SQLException {
        return number(MESSAGES, "select count(*) from oncemq_branch")
                + number("postgres", "select count(*) from pg_prepared_xacts");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
