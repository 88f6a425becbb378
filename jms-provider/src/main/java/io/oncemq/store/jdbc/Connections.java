// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.jdbc.Link.Commits;
import io.oncemq.store.jdbc.dialect.Dialect;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Gives out connections as the store wants them and takes them back as they were. Safe for any number of threads. */
final class Connections {
    private static final Logger LOGGER = System.getLogger("io.oncemq.store");
    private static final int VALIDATION_SECONDS = 2;
    private static final String APPLICATION_NAME = "ApplicationName";

    private final DataSource dataSource;
    private final @Nullable String schema;
    private final Commits commits;
    private final int idsAtOnce;
    private final List<Sql> onLane;
    private final List<Sql> offLane;

    /**
     * Works on a DataSource.
     *
     * @param schema to be set on each connection; null where they have it already
     */
    Connections(DataSource dataSource, @Nullable String schema, Dialect dialect, Durability durability) {
        this.dataSource = dataSource;
        this.schema = schema;
        boolean powerProof = durability == Durability.POWER;
        this.commits = new Commits(
                dialect.afterCommit(powerProof).map(Sql::of).orElse(null),
                dialect.commitUnsynced().map(Sql::of).orElse(null));
        this.idsAtOnce = dialect.idsAtOnce();
        this.onLane = dialect.onLane(powerProof).stream().map(Sql::of).toList();
        this.offLane = dialect.offLane().stream().map(Sql::of).toList();
    }

    /** A connection for one transaction. */
    Link borrow(String doing) throws StoreException {
        return open(doing, false);
    }

    /** Takes back what {@link #borrow} gave, undoing what was not committed. Never throws. */
    void giveBack(Link link) {
        if (link.isOfNoUse()) {
            drop(link);
            return;
        }
        try {
            link.rollback();
            link.reset();
            link.connection().setAutoCommit(true);
            if (link.schemaBefore() != null) {
                link.connection().setSchema(link.schemaBefore());
            }
            close(link.connection());
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "a connection could not be cleaned up, it is given up", e);
            drop(link);
        }
    }

    /** A connection to keep, told what it is for. */
    Link openLane(String purpose) throws StoreException {
        Link link = open("connect for " + purpose, true);
        try {
            // The pool's default may be another; under it guarded writes would fail where they should wait.
            link.connection().setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            for (Sql sql : onLane) {
                link.command(sql).set("purpose", "oncemq " + purpose).run();
            }
            link.commitQuietly();
            return link;
        } catch (SQLException e) {
            giveBack(link);
            throw SqlErrors.of("prepare a connection for " + purpose, e);
        }
    }

    /** Takes back what {@link #openLane} gave. Never throws. */
    void closeLane(Link link) {
        try {
            link.rollback();
            for (Sql sql : offLane) {
                link.command(sql).run();
            }
            String name = link.nameBefore();
            if (name != null) {
                link.connection().setClientInfo(APPLICATION_NAME, name);
            }
            link.commitQuietly();
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "the settings of a lane's connection could not be taken back", e);
        } finally {
            giveBack(link);
        }
    }

    /**
     * Undoes what is open. Never throws.
     *
     * @return whether it worked; if not, the connection is of no more use
     */
    boolean rollback(Link link) {
        try {
            link.rollback();
            return true;
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "a rollback failed, its connection is given up", e);
            return false;
        }
    }

    /**
     * Closes statements that were in use for long; no transaction is open. Never throws.
     *
     * @return whether it worked; if not, the connection is of no more use
     */
    boolean refresh(Link link) {
        try {
            link.refresh();
            return true;
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "a statement could not be closed, its connection is given up", e);
            return false;
        }
    }

    /** Gets rid of a lane's connection that cannot be relied on. Never throws. */
    void drop(Link link) {
        // Were it only closed, a pool might turn auto-commit on, which commits what is open, or give it to somebody
        // else with
        // the settings of a lane.
        rollback(link);
        abort(link.connection());
        restoreWhatIsLeft(link);
        close(link.connection());
    }

    /** Asks the database, which may take a moment: only after an error. */
    boolean isAlive(Link link) {
        if (link.isOfNoUse()) {
            return false;
        }
        try {
            link.reset();
            boolean alive = link.connection().isValid(VALIDATION_SECONDS);
            // The question may have begun a transaction, which a timeout of the database would end together with us.
            link.connection().rollback();
            return alive;
        } catch (SQLException e) {
            // That is the answer.
            return false;
        }
    }

    private Link open(String doing, boolean forLane) throws StoreException {
        Connection connection = connect(doing);
        try {
            @Nullable String before = null;
            if (schema != null) {
                before = connection.getSchema();
                connection.setSchema(schema);
            }
            connection.setAutoCommit(false);
            String name = forLane ? connection.getClientInfo(APPLICATION_NAME) : null;
            return new Link(connection, before, name, commits, idsAtOnce);
        } catch (SQLException e) {
            close(connection);
            throw SqlErrors.of(doing, e);
        }
    }

    private Connection connect(String doing) throws StoreException {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw SqlErrors.of(doing, e);
        }
    }

    /**
     * Aborts the driver's own connection: a pool's (Agroal 3.0.1) forgets the connection when it is asked to abort it, and never gives
     * its place to another.
     */
    private static void abort(Connection connection) {
        try {
            connection.unwrap(Connection.class).abort(Runnable::run);
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "a connection could not be aborted", e);
        }
    }

    /** Shows its pool that a connection is lost; H2's cannot be aborted, and lives on. */
    private static void restoreWhatIsLeft(Link link) {
        try {
            Connection connection = link.connection();
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
            if (link.schemaBefore() != null) {
                connection.setSchema(link.schemaBefore());
            }
            link.reset();
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "a connection is lost", e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "a connection could not be closed", e);
        }
    }
}
