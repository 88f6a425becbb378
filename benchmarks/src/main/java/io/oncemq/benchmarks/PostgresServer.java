// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import io.oncemq.benchmarks.system.PostgresUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** The run's own PostgreSQL, on the disk that is measured, with every setting on that makes a commit outlast a power cut. */
final class PostgresServer implements AutoCloseable {
    /** The embedded server is meant for tests and switches the first two off. */
    private static final Map<String, String> MUST_BE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    private final EmbeddedPostgres server;

    PostgresServer(Path directory) throws IOException, SQLException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setServerConfig("max_connections", "200")
                .setServerConfig("max_prepared_transactions", "100")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "2GB");
        MUST_BE.forEach(builder::setServerConfig);
        server = builder.start();
        for (Map.Entry<String, String> setting : MUST_BE.entrySet()) {
            String value = ask("show " + setting.getKey());
            if (!value.equals(setting.getValue())) {
                close();
                throw new IllegalStateException("PostgreSQL runs with " + setting.getKey() + " " + value);
            }
        }
    }

    String newDatabase(String name) throws SQLException {
        execute("create database " + name);
        return url(name);
    }

    void drop(String name) throws SQLException {
        execute("drop database if exists " + name + " with (force)");
    }

    /** So that no cell pays for the pages that another has written. */
    void checkpoint() throws SQLException {
        execute("checkpoint");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = PostgresUrl.dataSource(url("postgres")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = PostgresUrl.dataSource(url("postgres")).getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
