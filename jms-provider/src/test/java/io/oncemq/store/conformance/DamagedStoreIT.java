// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.DestinationName;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that somebody removed or changed behind the store's back. */
class DamagedStoreIT {
    @ParameterizedTest
    @EnumSource
    void missingPartsAreReportedToWhoClaimsAndSkippedByWhoBrowses(TestDatabases database) throws Exception {
        whatIsGoneIsReported(database, 600_000, "delete from oncemq_chunk where part = 1", "oncemq_chunk");
    }

    /** The head is there, so that only the body's row shows it. */
    @ParameterizedTest
    @EnumSource
    void missingBodyIsReportedToWhoClaimsAndSkippedByWhoBrowses(TestDatabases database) throws Exception {
        whatIsGoneIsReported(database, 100, "delete from oncemq_message", "oncemq_message");
    }

    /** Of two deliveries one has its body beside it, and loses what is deleted. */
    private static void whatIsGoneIsReported(TestDatabases database, int bodyBytes, String deletion, String table)
            throws Exception {
        String url = database.newUrl();
        try (MessageStore store = JdbcMessageStore.open(database.storeAt(url));
                Fixture node = new Fixture(store)) {
            long queue =
                    store.destinations().create(DestinationName.queue("q"), 0).id();
            long damaged = Fixture.nextId();
            SendConformance.sendBeside(
                    node,
                    queue,
                    Fixture.message(damaged).body(new byte[bodyBytes]).build());
            long whole = node.sendReady(queue);
            run(database, url, deletion);

            assertThat(Fixture.ids(store.deliveries().browse(queue, Place.FIRST, 10)))
                    .containsExactly(whole);
            assertThatThrownBy(() -> node.claim(queue, 10))
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("[" + damaged + "]")
                    .hasMessageContaining(table);
            assertThat(node.held(queue)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void unreadableHeadIsReportedByItsId(TestDatabases database) throws Exception {
        String url = database.newUrl();
        try (MessageStore store = JdbcMessageStore.open(database.storeAt(url));
                Fixture node = new Fixture(store)) {
            long queue =
                    store.destinations().create(DestinationName.queue("q"), 0).id();
            long id = node.sendReady(queue);
            run(database, url, "update oncemq_delivery set format = 99");

            assertThatThrownBy(() -> node.claim(queue, 10))
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("delivery " + id)
                    .hasMessageContaining("99");
            assertThatThrownBy(() -> store.deliveries().readyHeads(queue, Place.FIRST, 10))
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("delivery " + id);
        }
    }

    private static void run(TestDatabases database, String url, String sql) throws SQLException {
        try (Connection connection = database.dataSourceAt(url).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
