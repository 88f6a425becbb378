// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.WakeUpListener;
import io.oncemq.store.WakeUps;
import io.oncemq.store.jdbc.dialect.Dialect.Notifications;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.UUID;

/** The database's notifications on a channel of the store's own. Safe for any number of threads. */
final class JdbcWakeUps implements WakeUps {
    private final Connections connections;
    private final Transactions transactions;
    private final Sql tell;
    private final Sql listen;
    private final Sql unlisten;
    private final String channel;

    JdbcWakeUps(Connections connections, Transactions transactions, Notifications notifications, UUID storeId) {
        this.connections = connections;
        this.transactions = transactions;
        // A database may hold several stores, each in a schema.
        this.channel = "oncemq_" + storeId.toString().replace('-', '_');
        this.tell = Sql.of(notifications.tell());
        this.listen = Sql.of(notifications.listen().formatted(channel));
        this.unlisten = Sql.of(notifications.unlisten());
    }

    @Override
    public void tell(String text) throws StoreException {
        transactions.ask("wake other nodes", link -> {
            link.command(tell).set("channel", channel).set("text", text).run();
            return true;
        });
    }

    @Override
    public WakeUpListener listen() throws StoreException {
        Link link = connections.openLane("wake-up");
        try {
            DriverNotifications notifications = DriverNotifications.of(link.connection());
            link.command(listen).run();
            link.commitQuietly();
            return new JdbcWakeUpListener(connections, link, unlisten, notifications, channel);
        } catch (SQLFeatureNotSupportedException e) {
            connections.closeLane(link);
            throw new StoreRefusedException(String.valueOf(e.getMessage()), e);
        } catch (SQLException e) {
            connections.drop(link);
            throw SqlErrors.of("listen to other nodes", e);
        }
    }
}
