// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The two databases of the sample, one for messages and one for the business, fresh; closing stops their server. */
final class Databases implements AutoCloseable {
    private final Database messages;
    private final Database business;
    private final @Nullable EmbeddedPostgres server;

    private Databases(Database messages, Database business, @Nullable EmbeddedPostgres server) {
        this.messages = messages;
        this.business = business;
        this.server = server;
    }

    static Databases start(RunSettings.Kind kind, Path directory) throws IOException, SQLException {
        return switch (kind) {
            case H2 -> h2(directory);
            case POSTGRESQL -> postgresql(directory);
        };
    }

    Database messages() {
        return messages;
    }

    Database business() {
        return business;
    }

    @Override
    public void close() {
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop PostgreSQL", e);
        }
    }

    /**
     * Files, opened by this JVM alone. WRITE_DELAY=0 because H2 otherwise forgets the last half second in a crash;
     * oncemq because OnceMQ opens files so, and two connections share a file only under the same URL.
     */
    private static Databases h2(Path directory) {
        String dataSource = "org.h2.jdbcx.JdbcDataSource";
        String business = "jdbc:h2:file:" + directory.resolve("business") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
        String messages = "jdbc:h2:oncemq:" + directory.resolve("messages");
        return new Databases(
                new Database(messages, "sa", "sa", dataSource), new Database(business, "sa", "sa", dataSource), null);
    }

    private static Databases postgresql(Path directory) throws IOException, SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(directory.resolve("binaries").toFile())
                .setDataDirectory(directory.resolve("postgresql"))
                // The business database's part in global transactions; 0, switched off, is PostgreSQL's default.
                .setServerConfig("max_prepared_transactions", "64")
                .setPGStartupWait(Duration.ofMinutes(2))
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database messages");
            statement.execute("create database business");
        }
        String dataSource = "org.postgresql.xa.PGXADataSource";
        String address = "jdbc:postgresql://localhost:" + server.getPort() + "/";
        return new Databases(
                new Database(address + "messages", "postgres", "postgres", dataSource),
                new Database(address + "business", "postgres", "postgres", dataSource),
                server);
    }
}
