// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.jdbc.dialect.Dialect;
import io.oncemq.store.jdbc.dialect.H2Dialect;
import io.oncemq.store.jdbc.dialect.PostgresDialect;
import io.oncemq.store.jdbc.h2.StoreFilePath;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes the pool for stores that are given by URL. */
final class Pool {
    /** A connection that was idle this long is asked whether it lives before it is used. */
    private static final Duration VALIDATE_AFTER = Duration.ofSeconds(10);

    private Pool() {}

    /**
     * A pool with room for the lanes, one lease's sign of life, the one that listens and what was asked for. Connects when
     * first asked; an H2 file is open already.
     */
    static AgroalDataSource open(StoreSettings settings, String url) throws StoreException {
        Dialect dialect = JdbcUrl.isH2(url) ? new H2Dialect() : new PostgresDialect();
        int size = settings.poolSize()
                + dialect.lanes()
                + (dialect.signOfLife().isPresent() ? 1 : 0)
                + (dialect.notifications().isPresent() ? 1 : 0);
        Class<?> driver = driver(JdbcUrl.isH2(url) ? "org.h2.Driver" : "org.postgresql.Driver");
        if (JdbcUrl.isH2(url)) {
            StoreFilePath.install();
        }
        String completed = JdbcUrl.completed(
                url, Math.max(1, settings.connectionTimeout().toSeconds()), settings.schema(), settings.durability());
        String user = settings.user();
        String password = settings.password();
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier();
        configuration.connectionPoolConfiguration(pool -> pool.maxSize(size)
                .minSize(0)
                // Else each thread that ever used the pool keeps it, closed or not, and the class loader with it.
                .connectionCache(ConnectionCache.none())
                .acquisitionTimeout(settings.connectionTimeout())
                .idleValidationTimeout(VALIDATE_AFTER)
                .connectionValidator(ConnectionValidator.defaultValidator())
                .exceptionSorter(SqlErrors::isConnectionLost)
                .connectionFactoryConfiguration(factory -> {
                    factory.jdbcUrl(completed)
                            .connectionProviderClass(driver)
                            .jdbcTransactionIsolation(TransactionIsolation.READ_COMMITTED)
                            .loginTimeout(settings.connectionTimeout())
                            // A lane keeps its statements, and Agroal every result of one that is not closed.
                            .trackJdbcResources(false);
                    dialect.onConnect().ifPresent(factory::initialSql);
                    if (user != null) {
                        factory.principal(new NamePrincipal(user));
                    }
                    if (password != null) {
                        factory.credential(new SimplePassword(password));
                    }
                    return factory;
                }));
        AgroalDataSource pool = make(configuration);
        boolean done = false;
        try {
            if (JdbcUrl.isH2(url)) {
                openFile(pool, FirstConnection.make(driver, completed, user, password));
            }
            done = true;
            return pool;
        } finally {
            if (!done) {
                pool.close();
            }
        }
    }

    @SuppressWarnings("try") // it only has to be open: H2 closes the file with its last connection
    private static void openFile(AgroalDataSource pool, Connection first) throws StoreException {
        // Else the pool might leave a connection behind that holds the file.
        boolean interrupted = Thread.interrupted();
        try (first) {
            while (!isConnected(pool)) {}
        } catch (SQLException e) {
            throw SqlErrors.of("open the store", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** False if that has taken too long, as where the JVM stood still: the file is open, so it will work. */
    private static boolean isConnected(AgroalDataSource pool) throws SQLException {
        try {
            pool.getConnection().close();
            return true;
        } catch (SQLException e) {
            if (e.getCause() instanceof TimeoutException) {
                return false;
            }
            throw e;
        }
    }

    private static AgroalDataSource make(AgroalDataSourceConfigurationSupplier configuration) throws StoreException {
        try {
            return AgroalDataSource.from(configuration);
        } catch (SQLException e) {
            throw SqlErrors.of("make a connection pool", e);
        }
    }

    private static Class<?> driver(String name) throws StoreRefusedException {
        Class<?> driver = load(name, Pool.class.getClassLoader());
        if (driver == null) {
            driver = load(name, Thread.currentThread().getContextClassLoader());
        }
        if (driver == null || !Driver.class.isAssignableFrom(driver)) {
            throw new StoreRefusedException(
                    "the setting url needs the JDBC driver " + name + ", which is not on the class path", null);
        }
        return driver;
    }

    private static @Nullable Class<?> load(String name, @Nullable ClassLoader loader) {
        try {
            return loader == null ? null : Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            // The caller looks elsewhere, or says what is missing.
            return null;
        }
    }
}
