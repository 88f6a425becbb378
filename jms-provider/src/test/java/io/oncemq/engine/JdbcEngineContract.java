// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.DestinationName;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The engine's promises on a database. */
abstract class JdbcEngineContract extends EngineContract {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private final TestDatabases database;
    private final String url;
    private final DataSource dataSource;

    JdbcEngineContract(TestDatabases database) {
        this.database = database;
        url = database.newUrl();
        dataSource = database.dataSourceAt(url);
    }

    @Override
    MessageStore newStore() throws Exception {
        return JdbcMessageStore.open(database.storeAt(url));
    }

    @Override
    List<Long> holders(long queueId) throws Exception {
        return longs("select holder from oncemq_delivery where queue_id = " + queueId + " order by priority desc, id");
    }

    @Override
    int rowCount() throws Exception {
        return longs("select count(*) from oncemq_delivery").get(0).intValue();
    }

    private List<Long> longs(String sql) throws Exception {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<Long> result = new ArrayList<>();
            while (rows.next()) {
                result.add(rows.getLong(1));
            }
            return result;
        }
    }

    /** Nobody else has rescued it yet: what it held comes again. */
    @Test
    void aNodeThatFindsItsLeaseEndedKeepsItsNonDurableSubscriptionAndWhatItHolds() throws Exception {
        QueueConsumer consumer = subscriber("", false);
        node().send(DestinationName.topic("events"), "one", "two");
        Claim first = Objects.requireNonNull(consumer.receive(LONG));
        List<Long> ids = longs("select id from oncemq_subscription");

        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update oncemq_lease set expires_at = 1"))
                    .isEqualTo(1);
        }

        Claim again = Objects.requireNonNull(consumer.receive(LONG));
        while (again.lease() == first.lease()) {
            again = Objects.requireNonNull(consumer.receive(LONG));
        }
        assertThat(EngineFixture.text(again.envelope())).isEqualTo("one");
        assertThat(again.redelivered()).isTrue();
        assertThat(longs("select id from oncemq_subscription")).isEqualTo(ids);
    }

    /** A standby that took over, or a server after a crash, may lack the last claims: they are committed unsynced. */
    @Test
    void claimsThatTheDatabaseLostAreMadeAgain() throws Exception {
        DestinationName name = DestinationName.queue("lost-claims");
        String[] texts = IntStream.range(0, 100).mapToObj(Integer::toString).toArray(String[]::new);
        node().send(name, texts);
        QueueConsumer consumer = node().engine().destinations().queue(name).consume(null, () -> {});
        consumer.activate();
        Claim claim = Objects.requireNonNull(consumer.receive(LONG));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update oncemq_delivery set holder = 0 where holder > 0"))
                    .isPositive();
        }

        List<String> done = new ArrayList<>();
        int refused = 0;
        while (true) {
            Work work = new Work();
            work.received(claim);
            try {
                node().engine().transactions().commit(node().engine().assignLane(), work);
                done.add(EngineFixture.text(claim.envelope()));
            } catch (StoreConflictException e) {
                refused++;
                node().engine().transactions().rollback(work);
            }
            if (done.size() == texts.length) {
                break;
            }
            claim = Objects.requireNonNull(consumer.receive(LONG), () -> "nothing after " + done);
        }

        assertThat(refused).as("one failure tells of all").isEqualTo(1);
        assertThat(done).containsExactly(texts);
        assertThat(rowCount()).isZero();
    }
}
