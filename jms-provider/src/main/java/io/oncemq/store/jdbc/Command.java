// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prepared statement while its parameters are set and it is run. */
final class Command {
    private final Sql sql;
    private final PreparedStatement statement;
    private final int idsAtOnce;

    Command(Sql sql, PreparedStatement statement, int idsAtOnce) {
        this.sql = sql;
        this.statement = statement;
        this.idsAtOnce = idsAtOnce;
    }

    Command set(String name, long value) throws SQLException {
        for (int position : sql.positions(name)) {
            statement.setLong(position, value);
        }
        return this;
    }

    Command setOrNull(String name, @Nullable Long value) throws SQLException {
        for (int position : sql.positions(name)) {
            if (value == null) {
                statement.setNull(position, Types.BIGINT);
            } else {
                statement.setLong(position, value);
            }
        }
        return this;
    }

    Command set(String name, boolean value) throws SQLException {
        for (int position : sql.positions(name)) {
            statement.setBoolean(position, value);
        }
        return this;
    }

    Command set(String name, @Nullable String value) throws SQLException {
        for (int position : sql.positions(name)) {
            statement.setString(position, value);
        }
        return this;
    }

    Command set(String name, byte @Nullable [] value) throws SQLException {
        for (int position : sql.positions(name)) {
            statement.setBytes(position, value);
        }
        return this;
    }

    Command set(String name, Collection<Long> values) throws SQLException {
        return set(name, "bigint", values.toArray(Long[]::new));
    }

    Command setTexts(String name, Collection<String> values) throws SQLException {
        return set(name, "varchar", values.toArray(String[]::new));
    }

    /**
     * An array.
     *
     * @param type the database's name for the type of its elements
     */
    Command set(String name, String type, Object[] values) throws SQLException {
        List<Integer> positions = sql.positions(name);
        if (!positions.isEmpty()) {
            Array array = statement.getConnection().createArrayOf(type, values);
            for (int position : positions) {
                statement.setArray(position, array);
            }
        }
        return this;
    }

    /** Runs it. */
    int update() throws SQLException {
        return statement.executeUpdate();
    }

    /**
     * Runs it once for each row, as one batch.
     *
     * @return the rows it changed altogether; as many as were given where the driver does not count inserts
     */
    <R> int updateEach(Collection<R> rows, Binder<R> binder) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        if (rows.size() == 1) {
            binder.bind(this, rows.iterator().next());
            return update();
        }
        for (R row : rows) {
            binder.bind(this, row);
            statement.addBatch();
        }
        int changed = 0;
        for (int count : statement.executeBatch()) {
            changed += count == Statement.SUCCESS_NO_INFO ? 1 : count;
        }
        return changed;
    }

    /**
     * Runs it for {@code :ids}, as many at once as the database takes well.
     *
     * @return the rows it changed altogether
     */
    int updateIn(Collection<Long> ids) throws SQLException {
        int changed = 0;
        for (List<Long> some : slices(ids)) {
            changed += set("ids", some).update();
        }
        return changed;
    }

    /** Asks for {@code :ids}, as many at once as the database takes well, and reads every row. */
    <T> List<T> listIn(Collection<Long> ids, Row<T> row) throws SQLException {
        List<T> result = new ArrayList<>();
        for (List<Long> some : slices(ids)) {
            result.addAll(set("ids", some).list(row));
        }
        return result;
    }

    /** Sorted, so that two transactions that lock rows by their ids never wait for each other. */
    private List<List<Long>> slices(Collection<Long> ids) {
        List<Long> all = ids.stream().sorted().toList();
        List<List<Long>> slices = new ArrayList<>();
        for (int first = 0; first < all.size(); first += idsAtOnce) {
            slices.add(all.subList(first, Math.min(all.size(), first + idsAtOnce)));
        }
        return slices;
    }

    /** Asks and reads every row. */
    <T> List<T> list(Row<T> row) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(row.read(rows));
            }
            return result;
        }
    }

    /** Asks for one number. */
    long number() throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("no row where one was expected: " + sql, "02000");
            }
            return rows.getLong(1);
        }
    }

    /** Says it, whatever it answers. */
    void run() throws SQLException {
        statement.execute();
    }

    /** Sets the parameters for one row. */
    interface Binder<R> {
        void bind(Command command, R row) throws SQLException;
    }

    /** Reads the row that a result set stands on. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
