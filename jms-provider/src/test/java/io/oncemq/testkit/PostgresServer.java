// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of a JVM, started when first asked for and stopped when the JVM ends. */
public final class PostgresServer {
    public static final String USER = "postgres";
    public static final String PASSWORD = "postgres";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private PostgresServer() {}

    /** The URL of a new, empty database. */
    public static synchronized String newDatabase() {
        String name = "test_" + NUMBER.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }

    /** The directory of the server's programs. */
    static String programs() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select setting from pg_config where name = 'BINDIR'")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + Holder.SERVER.getPort() + "/" + database;
    }

    private static final class Holder {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        // For business databases in global transactions; the message store needs none.
                        .setServerConfig("max_prepared_transactions", "100")
                        // The tests end with the server: nothing is to outlast a power cut.
                        .setServerConfig("fsync", "off")
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
