// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.engine.Engine;
import io.oncemq.engine.EngineThreads;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.simulation.Scheduler.Jvm;
import io.oncemq.simulation.Scheduler.Task;
import io.oncemq.store.StoreException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A simulated JVM with an engine in it. */
final class Node {
    final Jvm jvm;
    final FakeStore store;
    private final Scheduler scheduler;
    private final History history;
    private final EngineSettings settings;
    private Engine engine;
    boolean closed;

    Node(Jvm jvm, FakeStore store, Scheduler scheduler, History history, EngineSettings settings) {
        this.jvm = jvm;
        this.store = store;
        this.scheduler = scheduler;
        this.history = history;
        this.settings = settings;
    }

    boolean isUsable() {
        return engine != null && !jvm.crashed && !jvm.frozen && !closed;
    }

    Engine engine() {
        return engine;
    }

    /** Opens the engine, on a thread of the node, however long it takes. */
    void open() {
        while (engine == null) {
            try {
                engine = Engine.open(store, settings, threads(), listener());
            } catch (StoreException e) {
                scheduler.trace("not opened: " + e.getMessage());
                scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private EngineThreads threads() {
        return (purpose, loop) -> {
            Task task = scheduler.spawn(jvm, purpose, loop::run);
            return () -> scheduler.join(List.of(task), TimeUnit.SECONDS.toNanos(30));
        };
    }

    private EngineListener listener() {
        return new EngineListener() {
            @Override
            public void leaseAcquired(String nodeName, long leaseId) {
                scheduler.trace("lease " + leaseId + " acquired");
                history.leases.add(leaseId);
                history.count("leases acquired");
            }

            @Override
            public void leaseLost(String nodeName, long leaseId, String reason) {
                scheduler.trace("lease " + leaseId + " lost: " + reason);
                history.count("leases lost");
            }

            @Override
            public void leaseRescued(long leaseId) {
                scheduler.trace("lease " + leaseId + " rescued");
                history.count("leases rescued");
            }

            @Override
            public void groupCommitted(int lane, int batches) {
                if (batches > 1) {
                    history.count("groups of several batches");
                }
            }

            @Override
            public void unexpected(String where, Throwable cause) {
                if (!jvm.crashed) {
                    scheduler.fail(
                            "unexpected in " + where + ": " + (cause == null ? "no cause" : Scheduler.describe(cause)));
                }
            }

            @Override
            public void dutyFailed(String duty, Throwable cause) {
                scheduler.trace(duty + " failed: " + cause);
                if (cause instanceof RuntimeException && !jvm.crashed) {
                    scheduler.fail("unexpected in " + duty + ": " + Scheduler.describe(cause));
                }
            }
        };
    }
}
