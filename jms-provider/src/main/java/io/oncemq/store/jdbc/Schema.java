// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreUpgradedException;
import io.oncemq.store.jdbc.dialect.Dialect;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/** Brings the tables to this version, or checks that they are. Flyway is only woken when there is something to do. */
final class Schema {
    private static final int ATTEMPTS = 10;
    private static final long PAUSE_MILLIS = 100;

    static final String HISTORY_TABLE = "oncemq_schema_history";
    static final int VERSION = 1;
    static final List<String> SCRIPTS = List.of("V1__create.sql");

    private final DataSource dataSource;
    private final Dialect dialect;
    private final Transactions transactions;
    private final StoreTable store = new StoreTable();

    Schema(DataSource dataSource, Dialect dialect, Transactions transactions) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        this.transactions = transactions;
    }

    void prepare(SchemaManagement management, @Nullable String schema) throws StoreException {
        OptionalInt found = version();
        if (found.orElse(0) < VERSION) {
            if (management == SchemaManagement.VALIDATE) {
                throw refused(
                        found,
                        "schemaManagement=VALIDATE leaves it to you to run the files of schema/" + dialect.name()
                                + " in the jar");
            }
            migrate(found, schema);
            found = version();
        }
        if (found.orElse(0) != VERSION) {
            throw refused(found, "a newer OnceMQ has upgraded it, whatever schemaManagement says here; run that one");
        }
    }

    private static StoreRefusedException refused(OptionalInt found, String why) {
        String has = found.isEmpty() ? "no OnceMQ schema" : "OnceMQ schema version " + found.getAsInt();
        return new StoreRefusedException(
                "the database has " + has + ", this OnceMQ needs version " + VERSION + ": " + why, null);
    }

    /**
     * Makes sure that the store is what it was when it was opened.
     *
     * @param found the version that the tables say now
     */
    static void requireStill(int found) throws StoreUpgradedException {
        if (found != VERSION) {
            throw new StoreUpgradedException("the database has OnceMQ schema version " + found
                    + " now, this OnceMQ needs version " + VERSION
                    + ": another OnceMQ has upgraded it while this one was running; stop this one and run that one");
        }
    }

    /** What the tables say; empty if there are none. Tables that were made by hand say it too. */
    private OptionalInt version() throws StoreException {
        try {
            return OptionalInt.of(transactions.read("read the schema's version", store::schemaVersion));
        } catch (StoreRefusedException e) {
            if (e.getCause() instanceof SQLException sql && SqlErrors.isNoTable(sql)) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    private void migrate(OptionalInt found, @Nullable String schema) throws StoreException {
        for (int attempt = 1; ; attempt++) {
            try {
                flyway(found.orElse(0), schema).migrate();
                return;
            } catch (FlywayException e) {
                // Another node may be at it: Flyway trips over a history table that the other has made and not filled.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
                if (version().orElse(0) >= VERSION) {
                    return;
                }
                if (attempt == ATTEMPTS) {
                    throw translated(e);
                }
            }
        }
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

    private Flyway flyway(int present, @Nullable String schema) {
        FluentConfiguration configuration = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .table(HISTORY_TABLE)
                // Only our files: class path scans do not work in every server, and may find the application's.
                .resourceProvider(new SchemaFiles("schema/" + dialect.name() + "/", SCRIPTS))
                .javaMigrationClassProvider(List::of)
                .skipDefaultCallbacks(true)
                // The schema may hold the application's tables, or ours made by hand.
                .baselineOnMigrate(true)
                .baselineVersion(Integer.toString(present))
                .cleanDisabled(true);
        if (schema != null) {
            configuration.schemas(schema).createSchemas(true);
        }
        return configuration.load();
    }
}
