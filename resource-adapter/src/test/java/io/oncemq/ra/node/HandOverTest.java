// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How works come to the server's work manager. */
@Timeout(60)
class HandOverTest {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** What a server does with a work. */
    @FunctionalInterface
    private interface Schedule {
        void of(Work work, WorkListener listener) throws WorkException;
    }

    private static WorkManager server(Schedule schedule) {
        return (WorkManager) Proxy.newProxyInstance(
                HandOverTest.class.getClassLoader(), new Class<?>[] {WorkManager.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("scheduleWork");
                    assertThat(arguments[1]).isEqualTo(WorkManager.INDEFINITE);
                    schedule.of((Work) arguments[0], (WorkListener) arguments[3]);
                    return null;
                });
    }

    private static HandOver to(Schedule schedule) {
        return new HandOver(server(schedule));
    }

    private static Work work(Runnable task) {
        return new Work() {
            @Override
            public void run() {
                task.run();
            }

            @Override
            public void release() {}
        };
    }

    private void run(HandOver works, String name) {
        works.run(work(() -> heard.add(name + " ran")), cause -> heard.add(name + " " + cause.getMessage()));
    }

    @Test
    void worksComeInTheirOrderOnAThreadOfTheAdapter() throws Exception {
        List<String> threads = new ArrayList<>();
        try (HandOver works = to((work, listener) -> {
            threads.add(Thread.currentThread().getName());
            work.run();
        })) {
            for (String each : List.of("a", "b", "c")) {
                run(works, each);
            }

            assertThat(List.of(heard.take(), heard.take(), heard.take())).containsExactly("a ran", "b ran", "c ran");
        }
        assertThat(threads).containsOnly("oncemq-works");
    }

    @Test
    void rejectionThatTheServerTellsInBothWaysIsHeardOnce() throws Exception {
        try (HandOver works = to((work, listener) -> {
            WorkRejectedException no = new WorkRejectedException("full");
            listener.workRejected(new WorkEvent(this, WorkEvent.WORK_REJECTED, work, no));
            throw no;
        })) {
            run(works, "a");
            run(works, "b");

            assertThat(List.of(heard.take(), heard.take())).containsExactly("a full", "b full");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void nobodyWaitsForAServerThatWaitsForAThread() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        HandOver works = to((work, listener) -> {
            asked.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new WorkRejectedException("interrupted", e);
            }
        });

        run(works, "a");
        run(works, "b");
        asked.await();
        assertThat(heard).isEmpty();
        works.close();

        assertThat(List.of(heard.take(), heard.take()))
                .containsExactlyInAnyOrder("a interrupted", "b the resource adapter is stopped");
    }

    @Test
    void worksForAnAdapterThatIsStoppedAreRejected() throws Exception {
        HandOver works = to((work, listener) -> work.run());
        works.close();

        works.run(work(() -> heard.add("ran")), cause -> heard.add("rejected"));

        assertThat(heard.take()).isEqualTo("rejected");
    }

    /** Callers are the engine's and the timer's threads, which an error must not reach. */
    @Test
    void workIsRejectedIfThereIsNoThreadToHandItOver() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        ThreadFactory threads = task -> {
            if (full.getAndSet(false)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        };
        try (HandOver works = new HandOver(server((work, listener) -> work.run()), threads)) {
            run(works, "a");
            run(works, "b");

            assertThat(List.of(heard.take(), heard.take()))
                    .containsExactly("a unable to create native thread", "b ran");
        }
        assertThat(heard).isEmpty();
    }
}
