// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.WakeUpListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Waits on a connection that listens. One thread, save {@link #abort}. */
final class JdbcWakeUpListener implements WakeUpListener {
    private static final Logger LOGGER = System.getLogger("io.oncemq.store");

    private final Connections connections;
    private final Link link;
    private final Sql unlisten;
    private final DriverNotifications notifications;
    private final String channel;

    JdbcWakeUpListener(
            Connections connections, Link link, Sql unlisten, DriverNotifications notifications, String channel) {
        this.connections = connections;
        this.link = link;
        this.unlisten = unlisten;
        this.notifications = notifications;
        this.channel = channel;
    }

    @Override
    public List<String> await(Duration longest) throws StoreException {
        List<String> heard;
        try {
            heard = notifications.await(channel, Math.toIntExact(Math.max(1, longest.toMillis())));
        } catch (SQLException e) {
            abort();
            throw SqlErrors.of("listen to other nodes", e);
        }
        // Nothing was said in a long time: perhaps because nobody is there.
        if (heard.isEmpty() && !connections.isAlive(link)) {
            abort();
            throw new StoreUnavailableException("the connection that listens to other nodes is lost", null);
        }
        return heard;
    }

    @Override
    public void abort() {
        try {
            notifications.abort();
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "a connection that listens could not be aborted", e);
        }
    }

    @Override
    public void close() {
        try {
            // Also on a connection that is lost: so its pool learns that it is.
            link.command(unlisten).run();
            link.commitQuietly();
            connections.closeLane(link);
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "a connection that listened could not be cleaned up, it is given up", e);
            // Whoever got it next from a pool would go on listening.
            connections.drop(link);
        }
    }
}
