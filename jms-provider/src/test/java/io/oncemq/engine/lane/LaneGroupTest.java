// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.message.DestinationName;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.Intercepted;
import io.oncemq.testkit.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one caller of a group has to do with the others: nothing but the commit. */
@Timeout(60)
class LaneGroupTest {
    private static final DestinationName QUEUE = DestinationName.queue("orders");

    private final AtomicInteger writes = new AtomicInteger();
    private final CountDownLatch firstIsWriting = new CountDownLatch(1);
    private final CountDownLatch othersHaveCome = new CountDownLatch(1);
    private final List<Integer> groups = new ArrayList<>();
    private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

    /** The first write waits until the others have come; while the database is away, the leader of the second is interrupted. */
    private @Nullable Object around(Intercepted.Call write) throws Throwable {
        int number = writes.incrementAndGet();
        if (number == 1) {
            firstIsWriting.countDown();
            othersHaveCome.await();
        } else if (number == 2) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("the database is away", null);
        }
        return write.go();
    }

    private Thread send(EngineFixture node, String text) {
        Thread thread = new Thread(() -> {
            try {
                node.send(QUEUE, text);
                outcomes.add("sent");
            } catch (StoreException e) {
                outcomes.add(e.getMessage() + (Thread.interrupted() ? ", interrupted" : ""));
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void anInterruptOfItsLeaderDoesNotEndTheTriesOfTheOthers() throws Exception {
        boolean[] armed = {false};
        MemoryStore memory = new MemoryStore(true, 1, System::currentTimeMillis);
        MessageStore store = Intercepted.of(
                MessageStore.class,
                memory,
                (method, call) -> method.equals("openSession")
                        ? Intercepted.of(
                                StoreSession.class,
                                (StoreSession) Objects.requireNonNull(call.go()),
                                (inner, innerCall) ->
                                        inner.equals("write") && armed[0] ? around(innerCall) : innerCall.go())
                        : call.go());
        EngineListener listener = new EngineListener() {
            @Override
            public void groupCommitted(int lane, int size) {
                groups.add(size);
            }
        };
        try (EngineFixture node = EngineFixture.open(
                store, EngineFixture.settings("node", 10, Duration.ZERO), listener, purpose -> false)) {
            node.send(QUEUE, "the queue is there then");
            groups.clear();
            armed[0] = true;

            send(node, "first");
            firstIsWriting.await();
            List<Thread> others = List.of(send(node, "second"), send(node, "third"), send(node, "fourth"));
            while (!others.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
                assertThat(others).allMatch(Thread::isAlive);
                Thread.onSpinWait();
            }
            othersHaveCome.countDown();

            assertThat(List.of(outcomes.take(), outcomes.take(), outcomes.take(), outcomes.take()))
                    .containsExactlyInAnyOrder("sent", "sent", "sent", "the database is away, interrupted");
            assertThat(groups.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
        }
    }
}
