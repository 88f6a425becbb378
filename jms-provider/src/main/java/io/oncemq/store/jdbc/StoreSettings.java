// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a store: by a JDBC URL, with connections pooled by OnceMQ, or through a DataSource.
 *
 * @param jdbcUrl null where {@code dataSource} is given
 * @param user null to leave it to the URL or the driver
 * @param password goes with {@code user}; never shown
 * @param dataSource null where {@code jdbcUrl} is given; not closed by the store
 * @param durability what a commit outlasts
 * @param schemaManagement who creates the tables
 * @param schema the database schema of the tables; null for the connection's own
 * @param poolSize connections beside the lanes', where OnceMQ pools them
 * @param connectionTimeout how long to wait for a connection
 */
public record StoreSettings(
        @Nullable String jdbcUrl,
        @Nullable String user,
        @Nullable String password,
        @Nullable DataSource dataSource,
        Durability durability,
        SchemaManagement schemaManagement,
        @Nullable String schema,
        int poolSize,
        Duration connectionTimeout) {
    public static final int DEFAULT_POOL_SIZE = 4;
    public static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(5);

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    public StoreSettings {
        Objects.requireNonNull(durability, "durability");
        Objects.requireNonNull(schemaManagement, "schemaManagement");
        Objects.requireNonNull(connectionTimeout, "connectionTimeout");
        if ((jdbcUrl == null) == (dataSource == null)) {
            throw new IllegalArgumentException("exactly one of url and dataSource must be set");
        }
        if (jdbcUrl != null) {
            jdbcUrl = JdbcUrl.check(jdbcUrl);
        } else if (user != null || password != null) {
            throw new IllegalArgumentException("user and password go with url, a dataSource has its own");
        }
        if (schema != null && !IDENTIFIER.matcher(schema).matches()) {
            throw new IllegalArgumentException(
                    "schema must be a plain identifier of at most 63 letters, digits and _, was '" + schema + "'");
        }
        if (poolSize < 1 || poolSize > 1000) {
            throw new IllegalArgumentException("poolSize must be 1 to 1000, was " + poolSize);
        }
        if (connectionTimeout.compareTo(Duration.ofMillis(1)) < 0
                || connectionTimeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "connectionTimeout must be 1 millisecond to 1 hour, was " + connectionTimeout);
        }
    }

    /** Connections of our own to a URL. */
    public static StoreSettings url(String jdbcUrl, @Nullable String user, @Nullable String password) {
        return of(jdbcUrl, user, password, null);
    }

    /** Connections from somewhere else. They must be the store's alone while it has them: no shared transactions. */
    public static StoreSettings dataSource(DataSource dataSource) {
        return of(null, null, null, dataSource);
    }

    private static StoreSettings of(
            @Nullable String jdbcUrl,
            @Nullable String user,
            @Nullable String password,
            @Nullable DataSource dataSource) {
        return new StoreSettings(
                jdbcUrl,
                user,
                password,
                dataSource,
                Durability.POWER,
                SchemaManagement.MIGRATE,
                null,
                DEFAULT_POOL_SIZE,
                DEFAULT_CONNECTION_TIMEOUT);
    }

    public StoreSettings withDurability(Durability value) {
        return new StoreSettings(
                jdbcUrl, user, password, dataSource, value, schemaManagement, schema, poolSize, connectionTimeout);
    }

    public StoreSettings withSchemaManagement(SchemaManagement value) {
        return new StoreSettings(
                jdbcUrl, user, password, dataSource, durability, value, schema, poolSize, connectionTimeout);
    }

    public StoreSettings withSchema(@Nullable String value) {
        return new StoreSettings(
                jdbcUrl, user, password, dataSource, durability, schemaManagement, value, poolSize, connectionTimeout);
    }

    public StoreSettings withPoolSize(int value) {
        return new StoreSettings(
                jdbcUrl, user, password, dataSource, durability, schemaManagement, schema, value, connectionTimeout);
    }

    public StoreSettings withConnectionTimeout(Duration value) {
        return new StoreSettings(
                jdbcUrl, user, password, dataSource, durability, schemaManagement, schema, poolSize, value);
    }

    /** Never the password, and of the URL nothing behind the database's name: that is where secrets would be. */
    @Override
    public String toString() {
        return "store at " + (jdbcUrl == null ? "a given dataSource" : JdbcUrl.shown(jdbcUrl))
                + (user == null ? "" : ", user " + user)
                + (schema == null ? "" : ", schema " + schema)
                + ", durability " + durability + ", schemaManagement " + schemaManagement;
    }
}
