// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.store.Batch;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.DeliveryId;
import io.oncemq.store.Holder;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.store.jdbc.StoreSettings;
import io.oncemq.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A transaction that stays open keeps vacuum from removing dead rows; claims must not visit them again and again. */
class PinnedHorizonIT {
    private static final int DEAD = 3_000;
    private static final int CLAIMS = 30;
    private static final long QUEUE = 5;

    private final DataSource database = TestDatabases.POSTGRESQL.dataSourceAt(TestDatabases.POSTGRESQL.newUrl());

    @Test
    void claimsBeginBehindTheRowsThatVacuumCannotRemove() throws Exception {
        try (MessageStore store = JdbcMessageStore.open(StoreSettings.dataSource(database));
                Connection pinning = database.getConnection();
                Statement snapshot = pinning.createStatement()) {
            pinning.setAutoCommit(false);
            pinning.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (ResultSet rows = snapshot.executeQuery("select count(*) from oncemq_delivery")) {
                assertThat(rows.next()).isTrue();
            }
            leaveDeadRows(store);
            long before = visited();

            try (Fixture node = new Fixture(store)) {
                for (int i = 0; i < CLAIMS; i++) {
                    long sent = node.sendReady(QUEUE);
                    List<StoredDelivery> claimed = node.claim(QUEUE, 10);
                    assertThat(Fixture.ids(claimed)).containsExactly(sent);
                    node.acknowledge(claimed.get(0));
                }
            }

            // The dead rows once or twice, where a mark is drawn; not each time.
            assertThat(visited() - before).isLessThan(DEAD * CLAIMS / 5);
        }
    }

    /** The control: where nothing is held, the dead rows were visited; so the figure means something. */
    private void leaveDeadRows(MessageStore store) throws Exception {
        long before = visited();
        long old = DeliveryId.of(DeliveryId.tickOf(System.currentTimeMillis() - 600_000), 0);
        try (Fixture node = new Fixture(store)) {
            Batch batch = new Batch();
            for (int i = 0; i < DEAD; i++) {
                batch.sends()
                        .add(new NewDelivery(
                                old + i,
                                QUEUE,
                                Holder.READY,
                                Fixture.message(old + i).build(),
                                0));
            }
            node.write(batch);
            StoredDelivery[] claimed = node.claim(QUEUE, DEAD).toArray(StoredDelivery[]::new);
            assertThat(claimed).hasSize(DEAD);
            node.acknowledge(claimed);
        }
        assertThat(visitedAtLeast(before + DEAD) - before).isGreaterThanOrEqualTo(DEAD);
    }

    /** Closing a connection does not wait until the session on the other side has ended. */
    private long visitedAtLeast(long wanted) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        long visited = visited();
        while (visited < wanted && System.nanoTime() - deadline < 0) {
            visited = visited();
        }
        return visited;
    }

    /** How many entries of the index of ready deliveries were read; sessions tell it when they end. */
    private long visited() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select idx_tup_read from pg_stat_user_indexes where indexrelname = 'oncemq_delivery_ready'")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
