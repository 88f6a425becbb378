// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.security.Access;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.DestinationName;
import io.oncemq.store.StoreException;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.MemoryStore;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubscriptionsTest {
    private static final DestinationName TOPIC = DestinationName.topic("news");
    private static final Origin OTHER = new Origin(EngineFixture.ORIGIN.connection() + 1, "");

    /** What is published while other nodes take note of the new subscription, which this node acts on already. */
    @Test
    void noLocalHoldsWhileTheSubscriptionIsBeingMade() throws Exception {
        MemoryStore store = new MemoryStore(true, 1, System::currentTimeMillis);
        try (EngineFixture node = EngineFixture.open(store)) {
            store.beforeSeenByAll = () -> {
                publish(node, EngineFixture.ORIGIN, "own");
                publish(node, OTHER, "other");
            };

            QueueConsumer consumer = node.engine()
                    .subscriptions()
                    .consume(
                            new SubscriptionRequest(TOPIC, EngineFixture.ORIGIN, "", "", false, false, "", true),
                            Access.OF_ENGINE,
                            new SubscriptionLoss());
            store.beforeSeenByAll = () -> {};
            consumer.activate();

            Claim claim = Objects.requireNonNull(consumer.receive(TimeUnit.SECONDS.toNanos(20)));
            assertThat(EngineFixture.text(claim.envelope())).isEqualTo("other");
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    private static void publish(EngineFixture node, Origin origin, String text) {
        try {
            Work work = new Work();
            work.send(node.message(TOPIC, text, 4), origin);
            node.engine().transactions().commit(node.engine().assignLane(), work);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }
}
