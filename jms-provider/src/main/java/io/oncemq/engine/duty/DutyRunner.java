// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.event.EngineListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs duties when they are due, one at a time, on the thread that runs {@link #run}. {@link #nudge} and {@link #stop}
 * may be called by any thread.
 */
public final class DutyRunner implements Runnable {
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final EngineListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Scheduled> duties = new ArrayList<>();
    private boolean stopped;

    public DutyRunner(EngineListener listener, List<Duty> duties) {
        this.listener = listener;
        long now = System.nanoTime();
        duties.forEach(duty -> this.duties.add(new Scheduled(duty, now)));
    }

    /** Makes a duty due now. */
    public void nudge(Duty duty) {
        lock.lock();
        try {
            for (Scheduled each : duties) {
                if (each.duty == duty) {
                    each.dueNanos = System.nanoTime();
                    each.nudged = true;
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #run} after the round that is going on. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        Scheduled next;
        while ((next = awaitNext()) != null) {
            Duration wait;
            try {
                wait = next.duty.runOnce();
            } catch (Throwable e) {
                // Errors too: nobody else runs the other duties.
                listener.dutyFailed(next.duty.name(), e);
                wait = AFTER_FAILURE;
            }
            reschedule(next, wait);
        }
    }

    private @Nullable Scheduled awaitNext() {
        lock.lock();
        try {
            while (!stopped) {
                Scheduled first = duties.get(0);
                for (Scheduled each : duties) {
                    if (each.dueNanos - first.dueNanos < 0) {
                        first = each;
                    }
                }
                long left = first.dueNanos - System.nanoTime();
                if (left <= 0) {
                    first.nudged = false;
                    return first;
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void reschedule(Scheduled done, Duration wait) {
        lock.lock();
        try {
            // Nudged while it ran: it may have looked too early.
            done.dueNanos = System.nanoTime() + (done.nudged ? 0 : wait.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private static final class Scheduled {
        final Duty duty;
        long dueNanos;
        boolean nudged;

        Scheduled(Duty duty, long dueNanos) {
            this.duty = duty;
            this.dueNanos = dueNanos;
        }
    }
}
