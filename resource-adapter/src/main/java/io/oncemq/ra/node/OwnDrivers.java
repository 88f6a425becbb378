// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * The JDBC drivers that came with the adapter: they register themselves with the JVM, which would keep their class loader, and with
 * it all of an undeployed adapter. Safe for any thread.
 */
public final class OwnDrivers {
    private static final Logger LOG = System.getLogger("io.oncemq.ra");

    /** The adapters of this class loader that have started and not stopped. */
    private static int adapters;

    /** What was deregistered, for an adapter that is started again. */
    private static List<Driver> gone = List.of();

    private OwnDrivers() {}

    /** With an adapter that is started again they come back. */
    public static synchronized void adapterStarted() {
        adapters++;
        gone.forEach(OwnDrivers::register);
        gone = List.of();
    }

    /** With the last adapter the drivers go; not where an application's own class path has them, which goes on without us. */
    public static synchronized void adapterStopped() {
        adapters--;
        if (adapters == 0 && !loader().equals(ClassLoader.getSystemClassLoader())) {
            gone = registered();
            gone.forEach(OwnDrivers::deregister);
        }
    }

    /** Those of this class loader that the JVM knows. */
    static List<Driver> registered() {
        return Collections.list(DriverManager.getDrivers()).stream()
                .filter(driver -> loader().equals(driver.getClass().getClassLoader()))
                .toList();
    }

    private static ClassLoader loader() {
        return OwnDrivers.class.getClassLoader();
    }

    private static void register(Driver driver) {
        try {
            DriverManager.registerDriver(driver);
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a driver could not be registered again", e);
        }
    }

    private static void deregister(Driver driver) {
        try {
            DriverManager.deregisterDriver(driver);
        } catch (SQLException | SecurityException e) {
            LOG.log(Level.DEBUG, "a driver stays registered", e);
        }
    }
}
