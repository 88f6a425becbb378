// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Runs many seeds, one per processor at a time. */
final class Seeds {
    private Seeds() {}

    /**
     * Runs seeds until the visitor has seen enough.
     *
     * @param visitor called by one thread at a time; false to stop
     */
    static void run(Plant plant, long first, long count, Predicate<Outcome> visitor) throws InterruptedException {
        AtomicLong next = new AtomicLong(first);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = Math.min(2, Runtime.getRuntime().availableProcessors()); i > 0; i--) {
            SeedRunner runner = EngineLoader.load(plant);
            Thread thread = new Thread(() -> {
                long seed;
                while (!enough.get() && (seed = next.getAndIncrement()) < first + count) {
                    Outcome outcome = runner.run(seed, plant, false);
                    synchronized (enough) {
                        if (!visitor.test(outcome)) {
                            enough.set(true);
                        }
                    }
                }
            });
            thread.setUncaughtExceptionHandler((where, e) -> {
                failure.set(e);
                enough.set(true);
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the simulation itself failed", failure.get());
        }
    }
}
