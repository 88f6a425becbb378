// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;

/** PostgreSQL: each commit is one statement that commits itself, so one round trip, whatever it writes. */
final class PostgresLimitRows implements LimitRows {
    private static final byte[] BODY = new byte[ROW_BYTES];

    private final Connection connection;
    private final PreparedStatement insertOne;
    private final PreparedStatement deleteOne;
    private final PreparedStatement insertMany;
    private final PreparedStatement deleteMany;
    private final PreparedStatement both;

    PostgresLimitRows(Connection connection) throws SQLException {
        this.connection = connection;
        connection.unwrap(PGConnection.class).setPrepareThreshold(1);
        insertOne = connection.prepareStatement("insert into limit_message (id, body) values (?, ?)");
        deleteOne = connection.prepareStatement("delete from limit_message where id = ?");
        insertMany = connection.prepareStatement("insert into limit_message (id, body) select * from unnest(?, ?)");
        deleteMany = connection.prepareStatement("delete from limit_message where id = any(?)");
        both = connection.prepareStatement(
                """
                with gone as (delete from limit_message where id = any(?) returning 1),
                     come as (insert into limit_message (id, body) select * from unnest(?, ?) returning 1)
                select (select count(*) from gone) as gone, (select count(*) from come) as come
                """);
    }

    @Override
    public void write(List<Long> inserts, List<Long> deletes) throws SQLException {
        if (!inserts.isEmpty() && !deletes.isEmpty()) {
            both.setArray(1, ids(deletes));
            both.setArray(2, ids(inserts));
            both.setArray(3, bodies(inserts.size()));
            try (var counts = both.executeQuery()) {
                counts.next();
                check(deletes.size(), counts.getInt(1));
            }
        } else if (inserts.size() == 1) {
            insertOne.setLong(1, inserts.get(0));
            insertOne.setBytes(2, BODY);
            insertOne.executeUpdate();
        } else if (deletes.size() == 1) {
            deleteOne.setLong(1, deletes.get(0));
            check(1, deleteOne.executeUpdate());
        } else if (!inserts.isEmpty()) {
            insertMany.setArray(1, ids(inserts));
            insertMany.setArray(2, bodies(inserts.size()));
            insertMany.executeUpdate();
        } else {
            deleteMany.setArray(1, ids(deletes));
            check(deletes.size(), deleteMany.executeUpdate());
        }
    }

    private static void check(int wanted, int deleted) {
        if (wanted != deleted) {
            throw new IllegalStateException((wanted - deleted) + " rows are missing");
        }
    }

    private Array ids(List<Long> ids) throws SQLException {
        return connection.createArrayOf("bigint", ids.toArray());
    }

    private Array bodies(int count) throws SQLException {
        byte[][] bodies = new byte[count][];
        Arrays.fill(bodies, BODY);
        return connection.createArrayOf("bytea", bodies);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
