// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.engine.EngineThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one node: daemons, named after it. */
final class NodeThreads implements EngineThreads {
    private static final long JOIN_MILLIS = 10_000;
    private static final long IDLE_SECONDS = 10;

    private final String nodeName;

    NodeThreads(String nodeName) {
        this.nodeName = nodeName;
    }

    @Override
    public Running start(String purpose, Runnable loop) {
        Thread thread = thread(purpose, loop);
        thread.start();
        return () -> {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** For listeners: as many threads as are busy at the same time, gone when idle. */
    ExecutorService listeners() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> thread("listener-" + number.incrementAndGet(), task));
    }

    private Thread thread(String purpose, Runnable task) {
        Thread thread = new Thread(task, "oncemq-" + nodeName + "-" + purpose);
        thread.setDaemon(true);
        return thread;
    }
}
