// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.message.DestinationName;
import io.oncemq.store.StoreException;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Callers that lead, follow, wait for each other and are interrupted, all on one lane. */
class LaneRaceTest {
    private static final DestinationName QUEUE = DestinationName.queue("orders");
    private static final int CALLERS = 5;
    private static final int COMMITS = 2_000;

    private final AtomicInteger batches = new AtomicInteger();
    private final CountDownLatch begin = new CountDownLatch(CALLERS);

    @Test
    void eachBatchIsCommittedOnceWhoeverLeads() throws Exception {
        EngineListener listener = new EngineListener() {
            @Override
            public void groupCommitted(int lane, int size) {
                batches.addAndGet(size);
            }
        };
        EngineFixture node = EngineFixture.open(
                new MemoryStore(true, 1, System::currentTimeMillis),
                EngineFixture.settings("node", 10, Duration.ZERO),
                listener,
                purpose -> false);
        node.send(QUEUE, "the first");
        batches.set(0);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        List<Future<Integer>> interruptions = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            interruptions.add(threads.submit(() -> commitAll(node, caller)));
        }
        for (Future<Integer> kept : interruptions) {
            assertThat(kept.get()).as("interrupts that were not swallowed").isEqualTo(COMMITS / 10);
        }
        threads.shutdown();

        assertThat(batches).hasValue(CALLERS * COMMITS);
        node.close();
    }

    private int commitAll(EngineFixture node, int caller) throws InterruptedException, StoreException {
        begin.countDown();
        begin.await();
        int kept = 0;
        for (int i = 0; i < COMMITS; i++) {
            if (i % 10 == caller) {
                Thread.currentThread().interrupt();
            }
            node.send(QUEUE, caller + "#" + i);
            kept += Thread.interrupted() ? 1 : 0;
        }
        return kept;
    }
}
