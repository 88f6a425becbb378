// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * The first connection of our own pool, which may take longer than any other: H2 opens its file for it and finishes there what a
 * crash has left. A JVM that stood still while it was made is no reason to give a store up either.
 */
final class FirstConnection {
    private static final Logger LOGGER = System.getLogger("io.oncemq.store");

    /** PostgreSQL has its file open: a second wait is for our own delays. */
    private static final int WAITS_FOR_SERVER = 2;

    private FirstConnection() {}

    /**
     * Waits until the pool can give a connection. Only waits that were too short are repeated, without end for H2: the thread of the pool
     * is at it, and what it comes to, an error too, is told then.
     *
     * @param timeout after which the pool gives up a wait
     */
    static void await(DataSource pool, boolean embedded, Duration timeout) throws StoreException {
        int waits = 0;
        while (true) {
            try {
                pool.getConnection().close();
                return;
            } catch (SQLException e) {
                waits++;
                boolean tooShort = e.getCause() instanceof TimeoutException;
                if (!tooShort || (!embedded && waits == WAITS_FOR_SERVER)) {
                    throw SqlErrors.of("open the store", e);
                }
                LOGGER.log(
                        Level.WARNING,
                        "the database has given no connection in {0} ms: {1}",
                        timeout.toMillis(),
                        embedded ? "H2 may still be opening its file, waiting on" : "waiting once more");
            }
        }
    }
}
