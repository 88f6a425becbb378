// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.oncemq.testkit.Garbage;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What the pool for stores given by URL does for them. */
class PoolTest {
    private static final String URL = "jdbc:h2:mem:pool-test";

    /** A reference to a result that was closed, while its statement is not. */
    private static WeakReference<ResultSet> closedResult(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            assertThat(result.next()).isTrue();
            return new WeakReference<>(result);
        }
    }

    /** A reference to what the pool's inside holds. */
    private static WeakReference<?> usedAndClosed() throws Exception {
        AgroalDataSource pool = Pool.open(StoreSettings.url(URL, null, null), URL);
        pool.getConnection().close();
        pool.close();
        return new WeakReference<>(pool.getConfiguration().connectionPoolConfiguration());
    }

    /** A server's threads live on, and would keep the class loader of an adapter that was undeployed. */
    @Test
    void aThreadThatHasUsedAPoolDoesNotKeepItOnceItIsClosed() throws Exception {
        WeakReference<?> pool = usedAndClosed();

        Garbage.collect(pool);

        assertThat(pool.get()).isNull();
    }

    @Test
    void aStatementThatStaysOpenDoesNotKeepTheResultsItHasGiven() throws Exception {
        StoreSettings settings = StoreSettings.url(URL, null, null);
        try (AgroalDataSource pool = Pool.open(settings, URL);
                Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("select 1")) {
            WeakReference<ResultSet> first = closedResult(statement);
            closedResult(statement);

            Garbage.collect(first);

            assertThat(first.get()).isNull();
        }
    }
}
