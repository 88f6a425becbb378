// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.message.DestinationName;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.Intercepted;
import io.oncemq.testkit.MemoryStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever makes a subscription waits until each node has said that it knows. */
class SubscriptionReportsTest {
    private final MessageStore memory = new MemoryStore(false, 1, System::currentTimeMillis);
    private boolean refusing;
    private int reports;
    private EngineFixture node;

    @BeforeEach
    void open() throws Exception {
        SubscriptionRecords records =
                Intercepted.of(SubscriptionRecords.class, memory.subscriptions(), (method, call) -> {
                    if (method.equals("seen")) {
                        reports++;
                        if (refusing) {
                            throw new StoreUnavailableException("no answer", null);
                        }
                    }
                    return call.go();
                });
        MessageStore store = Intercepted.of(
                MessageStore.class, memory, (method, call) -> method.equals("subscriptions") ? records : call.go());
        node = EngineFixture.open(
                store, EngineFixture.settings("node", 10, Duration.ZERO), new EngineListener() {}, purpose -> false);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    private long anotherNodeSubscribes() throws Exception {
        long topic =
                memory.destinations().create(DestinationName.topic("news"), 0).id();
        memory.subscriptions().create(new SubscriptionRecord(0, topic, "", "s", true, false, "", false, 0));
        return memory.subscriptions().version();
    }

    @Test
    void aReportThatFailedIsMadeAgain() throws Exception {
        Subscriptions subscriptions = node.engine().subscriptions();
        long version = anotherNodeSubscribes();
        refusing = true;
        assertThatThrownBy(() -> subscriptions.refreshTo(version)).isInstanceOf(StoreUnavailableException.class);
        assertThat(memory.subscriptions().seenByAll()).isLessThan(version);

        refusing = false;
        subscriptions.refreshTo(version);

        assertThat(memory.subscriptions().seenByAll()).isEqualTo(version);
    }

    @Test
    void aReportIsMadeOnce() throws Exception {
        Subscriptions subscriptions = node.engine().subscriptions();
        long version = anotherNodeSubscribes();
        subscriptions.refreshTo(version);
        int before = reports;

        subscriptions.refreshTo(version);
        subscriptions.refresh();

        assertThat(reports).isEqualTo(before);
    }
}
