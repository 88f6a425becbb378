// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The connection that opens an H2 file. It may take longer than any other, as H2 finishes there what a crash has left, and is therefore
 * made by the caller's thread: a pool gives up after the time that a connection of an open database may take, and the outcome is
 * lost.
 */
final class FirstConnection {
    private FirstConnection() {}

    /** Waits as long as H2 takes. */
    static Connection make(Class<?> driver, String url, @Nullable String user, @Nullable String password)
            throws StoreException {
        Properties login = new Properties();
        if (user != null) {
            login.setProperty("user", user);
        }
        if (password != null) {
            login.setProperty("password", password);
        }
        try {
            Connection connection = newDriver(driver).connect(url, login);
            if (connection == null) {
                throw new StoreRefusedException(driver.getName() + " does not take the setting url", null);
            }
            return connection;
        } catch (SQLException e) {
            throw SqlErrors.of("open the store", e);
        }
    }

    private static Driver newDriver(Class<?> driver) throws StoreRefusedException {
        try {
            return (Driver) driver.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new StoreRefusedException("the JDBC driver " + driver.getName() + " cannot be used: " + e, e);
        }
    }
}
