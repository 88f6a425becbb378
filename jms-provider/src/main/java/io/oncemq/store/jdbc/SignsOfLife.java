// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a connection for each lease of this store on which the database holds the lease's lock: when the process goes, the
 * connection goes, and others know at once. A living lease whose connection broke may be rescued; its fence makes that safe.
 * Safe for any number of threads.
 */
final class SignsOfLife {
    private static final Logger LOGGER = System.getLogger("io.oncemq.store");

    private final Connections connections;
    private final Optional<Sql> sign;
    private final int storeKey;
    private final Map<Long, Sign> signs = new HashMap<>();

    SignsOfLife(Connections connections, Optional<String> sign, int storeKey) {
        this.connections = connections;
        this.sign = sign.map(Sql::of);
        this.storeKey = storeKey;
    }

    /** Must come before the lease is visible to others. */
    void give(long leaseId) throws StoreException {
        if (sign.isPresent()) {
            Sign first = show(leaseId, sign.get());
            synchronized (signs) {
                signs.put(leaseId, first);
            }
        }
    }

    /** Gives the sign again if its connection broke. A failure only costs the others time, so it is not thrown. */
    void keep(long leaseId) {
        Sign current;
        synchronized (signs) {
            current = signs.get(leaseId);
        }
        if (current == null || (current.shown && connections.isAlive(current.link))) {
            return;
        }
        try {
            connections.drop(current.link);
            give(leaseId);
        } catch (StoreException e) {
            LOGGER.log(Level.DEBUG, "lease " + leaseId + " lives without its sign until the next renewal", e);
        }
    }

    void end(long leaseId) {
        Sign last;
        synchronized (signs) {
            last = signs.remove(leaseId);
        }
        if (last != null) {
            connections.closeLane(last.link);
        }
    }

    void endAll() {
        Map<Long, Sign> all;
        synchronized (signs) {
            all = new HashMap<>(signs);
        }
        all.keySet().forEach(this::end);
    }

    private Sign show(long leaseId, Sql sql) throws StoreException {
        Link link = connections.openLane("lease " + leaseId);
        try {
            boolean shown = link.command(sql)
                    .set("store", storeKey)
                    .set("lease", leaseId)
                    .list(row -> row.getBoolean(1))
                    .get(0);
            link.commitQuietly();
            return new Sign(link, shown);
        } catch (SQLException e) {
            connections.drop(link);
            throw SqlErrors.of("give a sign of life for lease " + leaseId, e);
        }
    }

    private record Sign(Link link, boolean shown) {}
}
