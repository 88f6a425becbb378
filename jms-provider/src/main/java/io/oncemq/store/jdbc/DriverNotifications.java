// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of PostgreSQL's driver, which JDBC has no word for. By reflection: the driver may be missing, or be a
 * server's and visible to the connection's own class loader only. One thread,
 * save {@link #abort}.
 */
final class DriverNotifications {
    private static final String CONNECTION = "org.postgresql.PGConnection";
    private static final String NOTIFICATION = "org.postgresql.PGNotification";

    private final Object connection;
    private final Method await;
    private final Method channel;
    private final Method text;

    private DriverNotifications(Object connection, Class<?> type, Class<?> notification) throws NoSuchMethodException {
        this.connection = connection;
        this.await = type.getMethod("getNotifications", int.class);
        this.channel = notification.getMethod("getName");
        this.text = notification.getMethod("getParameter");
    }

    /**
     * Finds the driver's connection inside a pool's.
     *
     * @throws SQLFeatureNotSupportedException if there is none to be found
     */
    static DriverNotifications of(Connection pooled) throws SQLException {
        try {
            Class<?> type = driverType(pooled);
            return new DriverNotifications(
                    pooled.unwrap(type), type, Class.forName(NOTIFICATION, true, type.getClassLoader()));
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            throw new SQLFeatureNotSupportedException("the driver is not PostgreSQL's own", e);
        } catch (SQLException e) {
            if (!pooled.isValid(1)) {
                throw e;
            }
            throw new SQLFeatureNotSupportedException(
                    "the data source does not give access to the driver's connection (unwrap)", e);
        }
    }

    private static Class<?> driverType(Connection pooled) throws SQLException, ClassNotFoundException {
        ClassNotFoundException missing = new ClassNotFoundException(CONNECTION);
        for (ClassLoader loader : new ClassLoader[] {
            pooled.getMetaData().getClass().getClassLoader(),
            pooled.unwrap(Connection.class).getClass().getClassLoader(),
            DriverNotifications.class.getClassLoader(),
            Thread.currentThread().getContextClassLoader()
        }) {
            Class<?> type = load(loader, missing);
            if (type != null && pooled.isWrapperFor(type)) {
                return type;
            }
        }
        throw missing;
    }

    private static @Nullable Class<?> load(@Nullable ClassLoader loader, ClassNotFoundException missing) {
        try {
            return loader == null ? null : Class.forName(CONNECTION, true, loader);
        } catch (ClassNotFoundException e) {
            missing.addSuppressed(e);
            return null;
        }
    }

    /** The texts that came on a channel, waiting for the first; empty if none came in time. */
    List<String> await(String onChannel, int longestMillis) throws SQLException {
        List<String> texts = new ArrayList<>();
        Object[] heard = (Object[]) call(await, connection, longestMillis);
        for (Object notification : heard == null ? new Object[0] : heard) {
            if (onChannel.equals(call(channel, notification)) && call(text, notification) instanceof String said) {
                texts.add(said);
            }
        }
        return texts;
    }

    /** Ends the connection, also while it waits. Past the pool, which may keep that from the driver. Any thread may call. */
    void abort() throws SQLException {
        if (connection instanceof Connection driver) {
            driver.abort(Runnable::run);
        }
    }

    private static @Nullable Object call(Method method, Object target, Object... arguments) throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new SQLException("the driver failed to " + method.getName(), "08006", e);
        } catch (IllegalAccessException e) {
            throw new SQLException("the driver's " + method.getName() + " cannot be called", "08006", e);
        }
    }
}
