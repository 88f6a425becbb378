// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

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
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.testkit.TestDatabases;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** H2 finds expired deliveries by reading all: the sweeper reads to the end before it rests. */
class ExpirySweeperTest {
    private static final int PAGE = 500;

    @Test
    void behindManyThatLiveTheExpiredGoInOneRound() throws Exception {
        TestDatabases database = TestDatabases.H2;
        try (MessageStore store = JdbcMessageStore.open(database.storeAt(database.newUrl()))) {
            send(store, 4 * PAGE);
            ExpirySweeper sweeper = new ExpirySweeper(store.deliveries());

            int pages = 0;
            Duration rest;
            do {
                rest = sweeper.runOnce();
                pages++;
            } while (rest.compareTo(Duration.ofSeconds(1)) < 0 && pages < 100);

            assertThat(store.deliveries().count(7)).isEqualTo(4 * PAGE);
            assertThat(pages).isEqualTo(5);
            assertThat(sweeper.runOnce()).isLessThan(Duration.ofSeconds(1));
        }
    }

    /** Some that live, then one that does not. */
    private static void send(MessageStore store, int living) throws Exception {
        Lease lease = store.leases().acquire("node", "this-process", Duration.ofMinutes(1), store.laneCount());
        Batch batch = new Batch();
        for (int i = 1; i <= living + 1; i++) {
            Envelope envelope = new Envelope.Builder(DestinationName.queue("q"), BodyKind.TEXT)
                    .id(i)
                    .expiresAt(i <= living ? 0 : 1000)
                    .build();
            batch.sends().add(new NewDelivery(i, 7, Holder.READY, envelope, 0));
        }
        try (StoreSession session = store.openSession("lane 0")) {
            session.write(lease.id(), 0, 1, List.of(batch));
        }
    }
}
