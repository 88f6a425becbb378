// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.message.DestinationName;
import io.oncemq.selector.Selector;
import io.oncemq.store.MessageStore;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.MemoryStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EngineOnMemoryTest extends EngineContract {
    private final MemoryStore store = new MemoryStore(true, 1, System::currentTimeMillis);

    @Override
    MessageStore newStore() {
        return store;
    }

    @Override
    List<Long> holders(long queueId) {
        return store.holders(queueId);
    }

    @Override
    int rowCount() {
        return store.rowCount();
    }

    @Test
    void anErrorInAFetchIsToldAndTheNextFetchGoesOn() throws Exception {
        StackOverflowError error = new StackOverflowError("too deep");
        List<@Nullable Throwable> told = new CopyOnWriteArrayList<>();
        EngineListener listener = new EngineListener() {
            @Override
            public void unexpected(String where, @Nullable Throwable cause) {
                told.add(cause);
            }
        };
        DestinationName name = DestinationName.queue("stumbling");
        try (EngineFixture other = EngineFixture.open(
                store, EngineFixture.settings("other", 10, Duration.ZERO), listener, purpose -> true)) {
            other.send(name, "one");
            QueueConsumer consumer = other.engine().destinations().queue(name).consume(null, () -> {});
            AtomicBoolean failed = new AtomicBoolean();
            store.aroundCommit = () -> {
                if (Thread.currentThread().getName().contains("fetch") && failed.compareAndSet(false, true)) {
                    throw error;
                }
            };
            consumer.activate();

            assertThat(consumer.receive(TimeUnit.SECONDS.toNanos(20))).isNotNull();
        }
        assertThat(told).containsExactly(error);
    }

    @Test
    void otherQueuesAreServedWhileASelectorLooksThroughPagesInVain() throws Exception {
        int pages = 6;
        DestinationName backlog = DestinationName.queue("backlog");
        for (int i = 0; i < pages; i++) {
            node().send(backlog, Collections.nCopies(500, "unwanted").toArray(String[]::new));
        }
        DestinationName name = DestinationName.queue("quick");
        node().send(name, "one");
        QueueConsumer quick = node().engine().destinations().queue(name).consume(null, () -> {});
        quick.activate();
        AtomicInteger read = new AtomicInteger();
        CompletableFuture<Integer> readWhenServed = new CompletableFuture<>();
        store.beforePage = () -> {
            // On the thread that fetches: nothing else can have served it before.
            if (read.incrementAndGet() == 2) {
                quick.takeOrAsk(claim -> readWhenServed.complete(read.get()));
            }
        };
        QueueConsumer selective =
                node().engine().destinations().queue(backlog).consume(Selector.parse("n = 1"), () -> {});
        selective.activate();

        assertThat(selective.receiveNoWait()).isNull();

        assertThat(read.get()).isGreaterThanOrEqualTo(pages);
        assertThat(readWhenServed.getNow(0)).isEqualTo(2);
    }

    @Override
    void stir(int round) {
        store.aroundCommit = () -> {
            int choice = ThreadLocalRandom.current().nextInt(8);
            if (round % 3 == 0 && choice < 4) {
                Thread.onSpinWait();
            } else if (round % 3 == 1 && choice == 0) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(300));
            }
        };
    }
}
