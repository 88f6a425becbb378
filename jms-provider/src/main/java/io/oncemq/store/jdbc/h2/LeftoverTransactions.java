// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.tx.Transaction;

/**
 * Transactions that were marked as committed when the process ended, but whose rows were not unlocked yet. H2 2.5 finds
 * them at the start and forgets to finish them: whoever comes to one of their rows waits for ever, and uses a processor
 * for it.
 */
public final class LeftoverTransactions {
    private static final int NO_SESSION = 0;

    private LeftoverTransactions() {}

    /**
     * Finishes them. Does nothing on a connection that is not H2's or leads to another process.
     *
     * @throws SQLException if there are some and this version of H2 does not let them be finished
     */
    public static void finish(Connection connection) throws SQLException {
        Class<?> type = JdbcConnection.class;
        // A careless wrapper says it is for anything, and gives out something else.
        Object own = connection.isWrapperFor(type) ? connection.unwrap(type) : null;
        if (own instanceof JdbcConnection h2 && h2.getSession() instanceof SessionLocal local) {
            for (Transaction transaction :
                    local.getDatabase().getStore().getTransactionStore().getOpenTransactions()) {
                if (transaction.getStatus() == Transaction.STATUS_COMMITTED) {
                    finishLeftover(transaction);
                }
            }
        }
    }

    private static void finishLeftover(Transaction transaction) throws SQLException {
        try {
            if (field("ownerId").getInt(transaction) != NO_SESSION) {
                // Of a session that is committing just now.
                return;
            }
            // H2 commits what is open and nothing else; its log says what to do.
            Method compose = Transaction.class.getDeclaredMethod("composeState", int.class, long.class, boolean.class);
            Method logId = Transaction.class.getDeclaredMethod("getLogId", long.class);
            compose.setAccessible(true);
            logId.setAccessible(true);
            AtomicLong state = (AtomicLong) field("statusAndLogId").get(transaction);
            Object entries = logId.invoke(null, state.get());
            state.set((Long) compose.invoke(null, Transaction.STATUS_OPEN, entries, false));
            transaction.commit();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new SQLException(
                    "H2 has left the committed transaction " + transaction + " unfinished, and this version of H2 does"
                            + " not let OnceMQ finish it; use the version that comes with OnceMQ",
                    e);
        }
    }

    private static Field field(String name) throws NoSuchFieldException {
        Field field = Transaction.class.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
