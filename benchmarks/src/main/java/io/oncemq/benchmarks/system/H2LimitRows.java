// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** H2: the statements run in this process, so there is nothing to be saved by sending many at once. */
final class H2LimitRows implements LimitRows {
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement sync;
    private final boolean synced;

    H2LimitRows(Connection connection, boolean synced) throws SQLException {
        this.connection = connection;
        this.synced = synced;
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("insert into limit_message (id, body) values (?, ?)");
        delete = connection.prepareStatement("delete from limit_message where id = ?");
        sync = connection.prepareStatement("checkpoint sync");
        insert.setBytes(2, new byte[ROW_BYTES]);
    }

    @Override
    public void write(List<Long> inserts, List<Long> deletes) throws SQLException {
        for (long id : inserts) {
            insert.setLong(1, id);
            insert.executeUpdate();
        }
        for (long id : deletes) {
            delete.setLong(1, id);
            if (delete.executeUpdate() != 1) {
                throw new IllegalStateException("a row is missing");
            }
        }
        connection.commit();
        if (synced) {
            sync.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
