// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.oncemq.store.StoreException;
import io.oncemq.testkit.Garbage;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What the pool for stores given by URL does for them. */
class PoolTest {
    private static final List<String> CONNECTING = new CopyOnWriteArrayList<>();
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

    /** Public for H2, which calls it for each connection. */
    public static final class Connecting {
        private Connecting() {}

        public static long note(long number) {
            CONNECTING.add(number + " by " + Thread.currentThread().getName());
            return number;
        }
    }

    /** On a thread of the pool it would have the time of any connection, after which what it came to is lost. */
    @Test
    void theConnectionThatOpensAnH2FileIsMadeByTheCallerAndStaysUntilThePoolHasOne() throws Exception {
        String url =
                "jdbc:h2:mem:first-connection;INIT=create sequence if not exists numbers\\; create alias if not exists note"
                        + " for '" + Connecting.class.getName() + ".note'\\; call note(next value for numbers)";
        CONNECTING.clear();
        // Users may not say INIT: the settings would refuse it.
        try (AgroalDataSource pool = Pool.open(StoreSettings.url(URL, null, null), url)) {
            assertThat(pool.isHealthy(false)).isTrue();

            assertThat(CONNECTING).hasSize(2);
            assertThat(CONNECTING.get(0))
                    .isEqualTo("1 by " + Thread.currentThread().getName());
            // The database is gone with its last connection: its sequence would begin anew.
            assertThat(CONNECTING.get(1)).startsWith("2 by ");
        }
    }

    @Test
    void anH2FileThatCannotBeOpenedIsToldAtOnce() {
        String url = "jdbc:h2:file:/nowhere/at/all;IFEXISTS=TRUE";

        assertThatThrownBy(() -> Pool.open(StoreSettings.url(url, null, null), url))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("could not open the store");
    }
}
