// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.StoreBusyException;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What an SQLException means to the caller. The only place that knows SQLStates and vendor codes. */
final class SqlErrors {
    /** H2: lock timeout, concurrent update. */
    private static final Set<Integer> H2_BUSY = Set.of(50200, 90131);

    /** H2: I/O errors, connection broken, closed, shutting down, file in use. */
    private static final Set<Integer> H2_UNAVAILABLE = Set.of(90007, 90020, 90028, 90031, 90067, 90098, 90121);

    private static final int H2_FILE_IN_USE = 90020;

    private SqlErrors() {}

    /** An error before commit: whatever was done is undone. */
    static StoreException of(String doing, SQLException e) {
        String what = "could not " + doing + ": " + describe(e);
        if (e.getErrorCode() == H2_FILE_IN_USE) {
            return new StoreUnavailableException(
                    "could not " + doing
                            + ": another process has the H2 database open, or this one has under another"
                            + " URL (OnceMQ opens files as jdbc:h2:oncemq:); an H2 store belongs to one JVM at a time, more"
                            + " of them need a store on PostgreSQL (setting url)",
                    e);
        }
        if (isUnavailable(e)) {
            return new StoreUnavailableException(what, e);
        }
        if (isBusy(e)) {
            return new StoreBusyException(what, e);
        }
        if (isConflict(e)) {
            return new StoreConflictException(what, e);
        }
        String state = state(e);
        if (state.startsWith("28")) {
            return new StoreRefusedException(
                    "could not " + doing + ": the database does not accept the settings user and password (SQLState "
                            + state + ")",
                    e);
        }
        return new StoreRefusedException(what, e);
    }

    /** An error of the commit itself. */
    static StoreException ofCommit(String doing, SQLException e) {
        String state = state(e);
        // Here the database has answered, and its answer was no.
        boolean undone = state.startsWith("40") || state.startsWith("23") || state.startsWith("25");
        return undone && !isUnavailable(e)
                ? of(doing, e)
                : new CommitOutcomeUnknownException(
                        "could not learn whether the commit happened while trying to " + doing + ": " + describe(e), e);
    }

    /** An error of a statement that is a transaction of its own. */
    static StoreException ofWhole(String doing, SQLException e) {
        boolean answered = !state(e).isEmpty()
                && !isConnectionLost(e)
                && !state(e).startsWith("58")
                && !(e instanceof SQLTransientConnectionException)
                && !(e instanceof SQLNonTransientConnectionException)
                && !(e instanceof SQLRecoverableException);
        return answered ? of(doing, e) : ofCommit(doing, e);
    }

    /** Whether a statement has refused itself by a division by zero, the only way that SQL has. */
    static boolean isRefusal(SQLException e) {
        return state(e).equals("22012");
    }

    /** Whether the connection is of no more use. */
    static boolean isConnectionLost(SQLException e) {
        String state = state(e);
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("25P03")
                || (H2_UNAVAILABLE.contains(e.getErrorCode()) && e.getErrorCode() != H2_FILE_IN_USE);
    }

    /** Whether the server takes no changes: a standby, which has been the primary before or was reached by mistake. */
    static boolean isReadOnlyServer(SQLException e) {
        return state(e).equals("25006");
    }

    /** Whether a table, or the schema it should be in, does not exist. */
    static boolean isNoTable(SQLException e) {
        String state = state(e);
        return state.equals("42P01") || state.startsWith("42S0") || state.equals("3F000") || state.equals("90079");
    }

    private static boolean isUnavailable(SQLException e) {
        String state = state(e);
        return isConnectionLost(e)
                || H2_UNAVAILABLE.contains(e.getErrorCode())
                || state.equals("53200")
                || state.equals("53300")
                || isReadOnlyServer(e)
                || state.startsWith("58")
                || state.equals("57014")
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException
                // Pools say so without an SQLState; databases always give one.
                || state.isEmpty();
    }

    /** Whether it was about locks and who comes first: not about what the rows say. */
    private static boolean isBusy(SQLException e) {
        String state = state(e);
        return state.startsWith("40") || state.equals("55P03") || H2_BUSY.contains(e.getErrorCode());
    }

    private static boolean isConflict(SQLException e) {
        String state = state(e);
        return state.equals("23505") || state.equals("25P02");
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static String describe(SQLException e) {
        return e.getMessage() + " (SQLState " + e.getSQLState() + ", code " + e.getErrorCode() + ")";
    }
}
