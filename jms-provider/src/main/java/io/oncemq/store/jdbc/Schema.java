// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.jdbc.dialect.Dialect;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/** Brings the tables to this version, or checks that they are. */
final class Schema {
    static final String HISTORY_TABLE = "oncemq_schema_history";
    static final MigrationVersion VERSION = MigrationVersion.fromVersion("1");
    static final List<String> SCRIPTS = List.of("V1__create.sql");

    private Schema() {}

    static void prepare(DataSource dataSource, Dialect dialect, StoreSettings settings) throws StoreException {
        Flyway flyway = flyway(dataSource, dialect, settings.schema());
        try {
            MigrationVersion found = version(flyway);
            if (found.compareTo(VERSION) < 0) {
                if (settings.schemaManagement() == SchemaManagement.VALIDATE) {
                    throw refused(found, "schemaManagement=VALIDATE leaves it to you to run schema/" + dialect.name());
                }
                flyway.migrate();
                found = version(flyway);
            }
            if (found.compareTo(VERSION) > 0) {
                throw refused(found, "whatever schemaManagement says, a newer OnceMQ has upgraded it; run that one");
            }
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    private static StoreRefusedException refused(MigrationVersion found, String why) {
        String has = found.equals(MigrationVersion.EMPTY) ? "no OnceMQ schema" : "OnceMQ schema version " + found;
        return new StoreRefusedException(
                "the database has " + has + ", this OnceMQ needs version " + VERSION + ": " + why, null);
    }

    /** The version that the history table tells; EMPTY if there is none. */
    private static MigrationVersion version(Flyway flyway) {
        MigrationInfo current = flyway.info().current();
        MigrationVersion version = current == null ? null : current.getVersion();
        return version == null || version.equals(MigrationVersion.fromVersion("0")) ? MigrationVersion.EMPTY : version;
    }

    private static StoreException translated(FlywayException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                StoreException translated = SqlErrors.of("prepare the schema (setting schemaManagement)", sql);
                translated.addSuppressed(e);
                return translated;
            }
        }
        return new StoreRefusedException(
                "could not prepare the schema (setting schemaManagement): " + e.getMessage(), e);
    }

    private static Flyway flyway(DataSource dataSource, Dialect dialect, @Nullable String schema) {
        FluentConfiguration configuration = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .table(HISTORY_TABLE)
                // Only our files: class path scans do not work in every server, and may find the application's.
                .resourceProvider(new SchemaFiles("schema/" + dialect.name() + "/", SCRIPTS))
                .javaMigrationClassProvider(List::of)
                .skipDefaultCallbacks(true)
                // The schema may hold the application's tables.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .cleanDisabled(true);
        if (schema != null) {
            configuration.schemas(schema).createSchemas(true);
        }
        return configuration.load();
    }
}
