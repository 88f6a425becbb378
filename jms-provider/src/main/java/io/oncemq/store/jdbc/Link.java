// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection, outside auto-commit where it writes, with the statements prepared on it. Used by one thread at a time. */
final class Link {
    /** After how many uses of its statements they are prepared anew. */
    static final int FRESH_FOR = 10_000;

    private final Connection connection;
    private final @Nullable String schemaBefore;
    private final @Nullable String nameBefore;
    private final Commits commits;
    private final int idsAtOnce;
    private final Map<Sql, PreparedStatement> statements = new HashMap<>();
    private boolean open;

    /** Every statement is a transaction of its own. */
    private boolean asking;

    private boolean changed;
    private int uses;
    private boolean ofNoUse;

    /**
     * Takes over a connection.
     *
     * @param schemaBefore the schema to go back to; null if it was not changed
     * @param nameBefore the name to go back to under which the database lists it; null if it has none
     * @param commits how the database commits
     * @param idsAtOnce how many ids a statement takes well
     */
    Link(
            Connection connection,
            @Nullable String schemaBefore,
            @Nullable String nameBefore,
            Commits commits,
            int idsAtOnce) {
        this.connection = connection;
        this.schemaBefore = schemaBefore;
        this.nameBefore = nameBefore;
        this.commits = commits;
        this.idsAtOnce = idsAtOnce;
    }

    Connection connection() {
        return connection;
    }

    @Nullable
    String schemaBefore() {
        return schemaBefore;
    }

    @Nullable
    String nameBefore() {
        return nameBefore;
    }

    /** No row will be changed from now on: no transaction stays open behind a statement. */
    void onlyAsk() throws SQLException {
        eachAlone(true);
    }

    /** Whether every statement is a transaction of its own from now on. */
    void eachAlone(boolean alone) throws SQLException {
        connection.setAutoCommit(alone);
        asking = alone;
    }

    Command command(Sql sql) throws SQLException {
        open = !asking;
        changed |= sql.isChange();
        uses++;
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql.jdbc());
            statements.put(sql, statement);
        }
        return new Command(sql, statement, idsAtOnce);
    }

    /** Ends a transaction that only read. */
    void commitQuietly() throws SQLException {
        connection.commit();
        ended();
    }

    /** Ends a transaction; when it returns, what was written is as durable as the store was told to be. */
    void commit() throws SQLException {
        connection.commit();
        Sql after = commits.after();
        if (after != null && changed) {
            command(after).run();
        }
        ended();
    }

    /** Ends a transaction whose changes a crash of the database may undo without harm. */
    void commitUnsynced() throws SQLException {
        Sql unsynced = commits.unsynced();
        if (unsynced == null) {
            connection.commit();
        } else {
            command(unsynced).run();
        }
        ended();
    }

    private void ended() {
        open = false;
        changed = false;
    }

    /** Undoes what is open; nothing happens where nothing is. */
    void rollback() throws SQLException {
        if (open) {
            connection.rollback();
            ended();
        }
    }

    /** A statement or a commit failed. */
    void failed(SQLException e) {
        ofNoUse |= SqlErrors.isReadOnlyServer(e);
    }

    /** Whether another connection may do what this one, alive as it is, does not: it leads to a server that takes no changes. */
    boolean isOfNoUse() {
        return ofNoUse;
    }

    /**
     * Between two transactions: closes statements that have been in use for long. A pool may note each result of a statement until
     * the statement is closed (Agroal does, unless told not to), so that one that is kept for good would fill the heap.
     */
    void refresh() throws SQLException {
        if (uses >= FRESH_FOR) {
            reset();
        }
    }

    /** Forgets the prepared statements, with whatever a failed batch has left in them. */
    void reset() throws SQLException {
        uses = 0;
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    /**
     * How a database commits.
     *
     * @param after what must follow a commit to make it durable, if anything
     * @param unsynced commits without waiting for the disk, where that takes a statement
     */
    record Commits(@Nullable Sql after, @Nullable Sql unsynced) {}
}
