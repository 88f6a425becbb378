// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.simulation.Scheduler.Task;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** Stands in for {@link java.util.concurrent.locks.ReentrantLock} in simulated code; {@link EngineLoader} puts it there. */
@SuppressWarnings("WaitNotInLoop") // callers loop
public final class VirtualLock implements Lock {
    private final List<Task> queue = new ArrayList<>();
    private Task owner;
    private int holds;

    @Override
    public void lock() {
        Scheduler scheduler = Scheduler.here();
        scheduler.pauseAtLock();
        acquire(scheduler, 1);
    }

    private void acquire(Scheduler scheduler, int count) {
        Task me = scheduler.current;
        while (owner != null && owner != me) {
            queue.add(me);
            try {
                scheduler.block(Scheduler.FOREVER);
            } finally {
                queue.remove(me);
            }
        }
        owner = me;
        holds += count;
    }

    @Override
    public void unlock() {
        Scheduler scheduler = Scheduler.here();
        Task me = scheduler.current;
        if (owner != me) {
            if (me.isKilled()) {
                // On its way through all its finally blocks. To throw here would not end: the end of a synchronized
                // block is tried again until it succeeds.
                return;
            }
            throw new IllegalMonitorStateException(me + " does not hold the lock");
        }
        if (--holds == 0) {
            free(scheduler);
            if (!me.isKilled()) {
                scheduler.pauseAtLock();
            }
        }
    }

    private void free(Scheduler scheduler) {
        owner = null;
        queue.forEach(scheduler::wake);
    }

    @Override
    public boolean tryLock() {
        Scheduler scheduler = Scheduler.here();
        if (owner != null && owner != scheduler.current) {
            return false;
        }
        acquire(scheduler, 1);
        return true;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        throw new UnsupportedOperationException("not simulated yet");
    }

    @Override
    public void lockInterruptibly() {
        lock();
    }

    public boolean isHeldByCurrentThread() {
        return owner == Scheduler.task();
    }

    @Override
    public Condition newCondition() {
        return new VirtualCondition();
    }

    private final class VirtualCondition implements Condition {
        private final List<Task> waiting = new ArrayList<>();

        private boolean await(long until) {
            Scheduler scheduler = Scheduler.here();
            Task me = scheduler.current;
            if (owner != me) {
                throw new IllegalMonitorStateException(me + " does not hold the lock");
            }
            int held = holds;
            holds = 0;
            free(scheduler);
            waiting.add(me);
            boolean signalled;
            try {
                signalled = scheduler.block(until);
            } finally {
                waiting.remove(me);
            }
            acquire(scheduler, held);
            return signalled;
        }

        @Override
        public void await() {
            await(Scheduler.FOREVER);
        }

        @Override
        public void awaitUninterruptibly() {
            await(Scheduler.FOREVER);
        }

        @Override
        public long awaitNanos(long nanos) {
            long deadline = Scheduler.here().nowNanos() + nanos;
            await(deadline);
            return deadline - Scheduler.here().nowNanos();
        }

        @Override
        public boolean await(long time, TimeUnit unit) {
            return awaitNanos(unit.toNanos(time)) > 0;
        }

        @Override
        public boolean awaitUntil(Date deadline) {
            throw new UnsupportedOperationException("not simulated yet");
        }

        @Override
        public void signal() {
            if (!waiting.isEmpty()) {
                Scheduler.here().wake(waiting.remove(0));
            }
        }

        @Override
        public void signalAll() {
            waiting.forEach(Scheduler.here()::wake);
            waiting.clear();
        }
    }
}
