// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.Lease;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreSession;
import io.oncemq.store.jdbc.dialect.Dialect;
import io.oncemq.testkit.TestDatabases;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue comes back, with its id, before all has gone that it held: its node had lost its lease, and has a new one. */
class RemovedQueuesIT {
    private static final long NEVER = 4_000_000;

    @ParameterizedTest
    @EnumSource(TestDatabases.class)
    void whatIsSentToAQueueThatIsThereAgainStays(TestDatabases database) throws Exception {
        String url = database.newUrl();
        try (MessageStore store = JdbcMessageStore.open(database.storeAt(url))) {
            long again = store.destinations()
                    .create(DestinationName.queue("again"), 0)
                    .id();
            send(store, again, NEVER);

            removedQueues(database.dataSourceAt(url)).empty(List.of(again, NEVER));

            assertThat(store.deliveries().count(again)).isEqualTo(1);
            assertThat(store.deliveries().count(NEVER)).isZero();
        }
    }

    private static RemovedQueues removedQueues(DataSource dataSource) throws Exception {
        Dialect dialect = Database.recognize(dataSource);
        Connections connections = new Connections(dataSource, null, dialect, Durability.POWER);
        return new RemovedQueues(
                new Transactions(connections), Tables.of(dialect).removal());
    }

    private static void send(MessageStore store, long... queues) throws Exception {
        Lease lease = store.leases().acquire("node", "this-process", Duration.ofMinutes(1), store.laneCount());
        Batch batch = new Batch();
        for (int i = 0; i < queues.length; i++) {
            Envelope envelope = new Envelope.Builder(DestinationName.queue("q"), BodyKind.TEXT)
                    .id(i + 1)
                    .build();
            batch.sends().add(new NewDelivery(i + 1, queues[i], Holder.READY, envelope, 0));
        }
        try (StoreSession session = store.openSession("lane 0")) {
            session.write(lease.id(), 0, 1, List.of(batch));
        }
    }
}
