// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.tx.Transaction;
import org.h2.mvstore.tx.TransactionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process ended while H2 was unlocking the rows of a transaction that was committed. */
class LeftoverTransactionsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    @Test
    void theirRowsAreThereAndCanBeChanged() throws Exception {
        endInTheMiddleOfACommit();
        try (Connection connection = DriverManager.getConnection(url("left"));
                Statement statement = connection.createStatement()) {
            LeftoverTransactions.finish(connection);

            assertThat(transactions(connection).getOpenTransactions()).isEmpty();
            assertThat(statement.executeUpdate("update t set v = v + 1")).isEqualTo(2);
            assertThat(sum(statement)).isEqualTo(32);
            statement.execute("shutdown immediately");
        }
    }

    /** The day this fails, H2 finishes them, and this class can go. */
    @Test
    void h2LeavesThemUnfinished() throws Exception {
        endInTheMiddleOfACommit();
        try (Connection connection = DriverManager.getConnection(url("left"));
                Statement statement = connection.createStatement()) {
            List<Transaction> open = transactions(connection).getOpenTransactions();

            assertThat(open).hasSize(1);
            assertThat(open.get(0).getStatus()).isEqualTo(Transaction.STATUS_COMMITTED);
            statement.execute("shutdown immediately");
        }
    }

    @Test
    void transactionsOfSessionsAreNotTouched() throws Exception {
        try (Connection connection = DriverManager.getConnection(url("store"));
                Connection other = DriverManager.getConnection(url("store"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int primary key, v int)");
            connection.setAutoCommit(false);
            statement.execute("insert into t values (1, 10)");

            LeftoverTransactions.finish(other);

            connection.rollback();
            assertThat(sum(statement)).isZero();
        }
    }

    private void endInTheMiddleOfACommit() throws Exception {
        try (Connection connection = DriverManager.getConnection(url("store"));
                Statement statement = connection.createStatement()) {
            statement.execute("set write_delay 0");
            statement.execute("create table t (id int primary key, v int)");
            connection.setAutoCommit(false);
            statement.execute("insert into t values (1, 10), (2, 20)");
            TransactionStore transactions = transactions(connection);
            Method mark = TransactionStore.class.getDeclaredMethod("markUndoLogAsCommitted", int.class, long.class);
            mark.setAccessible(true);
            mark.invoke(transactions, transactions.getOpenTransactions().get(0).getId(), 1L);
            session(connection).getDatabase().getStore().getMvStore().commit();
            Files.copy(directory.resolve("store.mv.db"), directory.resolve("left.mv.db"));
            statement.execute("shutdown immediately");
        }
    }

    private static TransactionStore transactions(Connection connection) throws SQLException {
        return session(connection).getDatabase().getStore().getTransactionStore();
    }

    private static SessionLocal session(Connection connection) throws SQLException {
        return (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    }

    private static int sum(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select coalesce(sum(v), 0) from t")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private String url(String name) {
        StoreFilePath.install();
        return "jdbc:h2:oncemq:" + directory.resolve(name);
    }
}
