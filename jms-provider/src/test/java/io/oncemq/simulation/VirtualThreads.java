// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.simulation.Scheduler.Task;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for {@link java.util.concurrent.locks.LockSupport}, the clocks of {@link System} and monitors in simulated
 * code; {@link EngineLoader} puts it there.
 */
public final class VirtualThreads {
    /** A park may return without a reason; here it does so every so many times. */
    private static final int SPURIOUS = 64;

    private VirtualThreads() {}

    public static void park(Object blocker) {
        park(Scheduler.FOREVER);
    }

    public static void park() {
        park(Scheduler.FOREVER);
    }

    public static void parkNanos(Object blocker, long nanos) {
        parkNanos(nanos);
    }

    public static void parkNanos(long nanos) {
        if (nanos > 0) {
            park(Scheduler.here().nowNanos() + nanos);
        }
    }

    private static void park(long until) {
        Scheduler scheduler = Scheduler.here();
        Task me = scheduler.current;
        me.requireAlive();
        if (!me.permit && scheduler.random.nextInt(SPURIOUS) != 0) {
            me.parked = true;
            try {
                scheduler.block(until);
            } finally {
                me.parked = false;
            }
        }
        me.permit = false;
    }

    public static void unpark(Thread thread) {
        Task task = Scheduler.taskOf(thread);
        if (task != null && task.scheduler == Scheduler.here()) {
            task.permit = true;
            if (task.parked) {
                task.scheduler.wake(task);
            }
        }
    }

    public static void sleep(long millis) {
        Scheduler.here().sleep(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    public static long nanoTime() {
        Task me = Scheduler.task();
        return me.scheduler.nowNanos() + (me.jvm == null ? 0 : me.jvm.nanoOrigin);
    }

    public static long currentTimeMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime());
    }

    /** {@code monitorenter}. */
    public static void enter(Object object) {
        Scheduler.here().monitor(object).lock();
    }

    /** {@code monitorexit}. */
    public static void exit(Object object) {
        Scheduler.here().monitor(object).unlock();
    }
}
