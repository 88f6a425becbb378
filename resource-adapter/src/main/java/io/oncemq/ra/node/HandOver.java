// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkAdapter;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Hands works to the server's work manager on a thread of the adapter's own, in the order in which they came. Some work managers wait
 * for a free thread before they take a work (IronJacamar's, in WildFly); the engine's threads, and those of applications that send, are not to
 * wait with them: they serve everybody else as well. Safe for any thread.
 */
final class HandOver implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final WorkManager workManager;
    private final ThreadPoolExecutor thread;

    HandOver(WorkManager workManager) {
        this(workManager, HandOver::newThread);
    }

    HandOver(WorkManager workManager, ThreadFactory threads) {
        this.workManager = workManager;
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        thread.allowCoreThreadTimeOut(true);
    }

    /** With nothing of the thread that happens to need it, which may be an application's. */
    private static Thread newThread(Runnable task) {
        Thread made = new Thread(null, task, "oncemq-works", 0, false);
        made.setContextClassLoader(HandOver.class.getClassLoader());
        made.setDaemon(true);
        return made;
    }

    /**
     * Runs a work on a thread of the server; does not wait for it.
     *
     * @param rejected hears, once, of a work that will never run; on whatever thread finds out
     */
    void run(Work work, Consumer<Throwable> rejected) {
        Handed handed = new Handed(work, rejected);
        try {
            thread.execute(handed);
        } catch (RuntimeException | Error e) {
            // Stopped, or there is no thread for now. Callers rely on being told; the timer's thread would end.
            handed.reject(State.WAITING, e);
        }
    }

    /** What was not handed over yet is rejected. */
    @Override
    public void close() {
        for (Runnable left : thread.shutdownNow()) {
            if (left instanceof Handed handed) {
                handed.reject(State.WAITING, new RejectedExecutionException("the resource adapter is stopped"));
            }
        }
    }

    private enum State {
        WAITING,
        HANDED_OVER,
        REJECTED
    }

    /** A work on its way. A server may tell of a rejection in either way, or in both. */
    private final class Handed extends WorkAdapter implements Runnable {
        private final Work work;
        private final Consumer<Throwable> rejected;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

        Handed(Work work, Consumer<Throwable> rejected) {
            this.work = work;
            this.rejected = rejected;
        }

        @Override
        public void run() {
            if (!state.compareAndSet(State.WAITING, State.HANDED_OVER)) {
                return;
            }
            try {
                workManager.scheduleWork(work, WorkManager.INDEFINITE, null, this);
            } catch (WorkException | RuntimeException | Error e) {
                // Of a server that fails in another way than it should, such as while it stops, as well.
                reject(State.HANDED_OVER, e);
            }
        }

        @Override
        public void workRejected(WorkEvent event) {
            reject(State.HANDED_OVER, event.getException());
        }

        void reject(State in, Throwable cause) {
            if (state.compareAndSet(in, State.REJECTED)) {
                rejected.accept(cause);
            }
        }
    }
}
