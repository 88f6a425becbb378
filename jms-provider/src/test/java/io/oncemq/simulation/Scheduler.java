// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the threads of a simulation run one at a time, in an order that follows from the seed alone, in a time that passes
 * only when it says so. Each task runs on a thread of its own and keeps it until it pauses or blocks; all state of a
 * simulation is therefore touched by one thread at a time, with a happens-before at each switch.
 */
final class Scheduler {
    static final long FOREVER = Long.MAX_VALUE;

    private static final int MAX_STEPS = 400_000;
    private static final long MAX_REAL_SECONDS = 600;

    /** What a pause between two steps costs in virtual time, at most. */
    private static final int STEP_NANOS = 20_000;

    final Random random;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Task> ready = new ArrayList<>();
    private final IdentityHashMap<Object, VirtualLock> monitors = new IdentityHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> trace;
    private final Threads threads;
    private final Strategy strategy;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final int lockPausePerMille;
    private long nowNanos = 1_000_000_000L;
    private int steps;
    private int switches;
    private long fingerprint = 17;
    private int taskCount;
    private boolean ended;
    Task current;

    /**
     * A simulation that has not begun.
     *
     * @param trace where to write what happens; null for nowhere
     */
    Scheduler(long seed, Threads threads, List<String> trace) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 0x1234567L);
        this.threads = threads;
        this.trace = trace;
        this.strategy = Strategy.values()[random.nextInt(Strategy.values().length)];
        this.lockPausePerMille = new int[] {0, 20, 100, 300}[random.nextInt(4)];
    }

    /** The one whose turn it is. */
    static Scheduler here() {
        return task().scheduler;
    }

    static Task task() {
        if (Thread.currentThread() instanceof Runner runner && runner.task != null) {
            return runner.task;
        }
        throw new IllegalStateException("not a thread of a simulation: " + Thread.currentThread());
    }

    /** The task that a thread runs, or null. */
    static Task taskOf(Thread thread) {
        return thread instanceof Runner runner ? runner.task : null;
    }

    /** Which of those that could run gets the turn. */
    private enum Strategy {
        /** Any. */
        FAIR,
        /** The same as long as it can, most of the time. */
        STICKY,
        /** The one with the highest priority; priorities change now and then. */
        PRIORITIES
    }

    /** A simulated JVM: what happens to it happens to all its threads. */
    static final class Jvm {
        final String name;

        /** Its {@code System.nanoTime} counts from an origin of its own. */
        final long nanoOrigin;

        boolean frozen;
        boolean crashed;

        Jvm(String name, long nanoOrigin) {
            this.name = name;
            this.nanoOrigin = nanoOrigin;
        }
    }

    /** Thrown in the threads of a JVM that is gone; nobody may catch it for good. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("this JVM has crashed", null, false, false);
        }
    }

    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** One simulated thread. */
    static final class Task {
        final Scheduler scheduler;
        final String name;
        final Jvm jvm;
        final int number;
        private final Body body;
        private Runner thread;
        private volatile boolean go;
        private boolean waiting;
        private boolean woken;
        private long wakeAt;
        private int priority;
        boolean done;

        /** For {@link VirtualThreads#park}: it was unparked and has not parked since. */
        boolean permit;

        boolean parked;

        private Task(Scheduler scheduler, Jvm jvm, String name, int number, Body body) {
            this.scheduler = scheduler;
            this.jvm = jvm;
            this.name = name;
            this.number = number;
            this.body = body;
            this.priority = scheduler.random.nextInt(1_000);
        }

        boolean isKilled() {
            return scheduler.ended || (jvm != null && jvm.crashed);
        }

        boolean isFrozen() {
            return jvm != null && jvm.frozen && !isKilled();
        }

        void requireAlive() {
            if (isKilled()) {
                throw new Crash();
            }
        }

        private void turn() {
            go = true;
            LockSupport.unpark(thread);
        }

        private void awaitTurn() {
            while (!go) {
                LockSupport.park(this);
            }
            go = false;
        }

        @Override
        public String toString() {
            return jvm == null ? name : jvm.name + "/" + name;
        }
    }

    // ---- life

    Task spawn(Jvm jvm, String name, Body body) {
        Task task = new Task(this, jvm, name, taskCount++, body);
        tasks.add(task);
        task.thread = threads.take(task);
        return task;
    }

    /** Runs until all tasks are done. Called by the thread that wants the result. */
    void run() throws InterruptedException {
        Task first = choose();
        current = first;
        first.turn();
        if (!finished.await(MAX_REAL_SECONDS, TimeUnit.SECONDS)) {
            StringBuilder stuck = new StringBuilder("a thread blocks outside of the simulation, or spins:");
            for (Task task : List.copyOf(tasks)) {
                stuck.append("\n  ").append(task).append(task == current ? " (its turn)" : "");
                for (StackTraceElement line : task.thread.getStackTrace()) {
                    stuck.append("\n    at ").append(line);
                }
            }
            throw new IllegalStateException(stuck.toString());
        }
    }

    /** Ends all tasks, as by a crash. */
    void end() {
        ended = true;
        for (Task task : tasks) {
            wakeKilled(task);
        }
    }

    /** Lets the tasks of a JVM that was marked crashed find out. */
    void crash(Jvm jvm) {
        jvm.crashed = true;
        for (Task task : tasks) {
            if (task.jvm == jvm) {
                wakeKilled(task);
            }
        }
    }

    private static void wakeKilled(Task task) {
        if (task.waiting) {
            task.waiting = false;
            task.woken = true;
        }
    }

    private void execute(Task task) {
        task.awaitTurn();
        try {
            task.requireAlive();
            task.body.run();
        } catch (Crash e) {
            if (!task.isKilled()) {
                fail(task + " was killed though it lives");
            }
        } catch (Throwable e) {
            if (!task.isKilled()) {
                fail("unexpected in " + task + ": " + describe(e));
            }
        }
        task.done = true;
        tasks.remove(task);
        Task next = choose();
        if (next == null) {
            finished.countDown();
        } else {
            current = next;
            next.turn();
        }
    }

    /** Waits until the tasks are done, or the time is over. */
    boolean join(Collection<Task> awaited, long timeoutNanos) {
        long deadline = nowNanos + timeoutNanos;
        while (awaited.stream().anyMatch(task -> !task.done)) {
            if (nowNanos >= deadline) {
                return false;
            }
            sleep(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return true;
    }

    // ---- turns

    /** Others may run now. */
    void pause() {
        Task me = current;
        me.requireAlive();
        switchFrom(me);
        me.requireAlive();
    }

    /** Others may run now, sometimes. */
    void pauseAtLock() {
        current.requireAlive();
        if (lockPausePerMille > 0 && random.nextInt(1_000) < lockPausePerMille) {
            pause();
        }
    }

    void sleep(long nanos) {
        block(nanos >= FOREVER - nowNanos ? FOREVER : nowNanos + nanos);
    }

    /**
     * Waits to be woken.
     *
     * @return false if the time was over before
     */
    boolean block(long until) {
        Task me = current;
        me.requireAlive();
        me.waiting = true;
        me.woken = false;
        me.wakeAt = until;
        switchFrom(me);
        me.requireAlive();
        return me.woken;
    }

    void wake(Task task) {
        if (task.waiting) {
            task.waiting = false;
            task.woken = true;
        }
    }

    private void switchFrom(Task me) {
        Task next = choose();
        if (next == null) {
            throw new IllegalStateException("a task that waits is lost: " + me);
        }
        if (next != me) {
            switches++;
            current = next;
            next.turn();
            me.awaitTurn();
        }
    }

    private Task choose() {
        if (tasks.isEmpty()) {
            return null;
        }
        steps++;
        if (steps > MAX_STEPS && !ended) {
            fail("it does not come to rest: " + tasks);
            end();
        }
        nowNanos += random.nextInt(STEP_NANOS);
        while (true) {
            ready.clear();
            long next = FOREVER;
            for (Task task : tasks) {
                if (task.isFrozen()) {
                    continue;
                }
                if (task.waiting && task.wakeAt <= nowNanos) {
                    task.waiting = false;
                }
                if (task.waiting) {
                    next = Math.min(next, task.wakeAt);
                } else {
                    ready.add(task);
                }
            }
            if (!ready.isEmpty()) {
                Task chosen = pick();
                fingerprint = fingerprint * 31 + chosen.number;
                fingerprint = fingerprint * 31 + nowNanos;
                return chosen;
            }
            if (next == FOREVER) {
                fail("all wait for each other: " + tasks);
                end();
            } else {
                nowNanos = next;
            }
        }
    }

    private Task pick() {
        if (ready.size() == 1) {
            return ready.get(0);
        }
        return switch (strategy) {
            case FAIR -> ready.get(random.nextInt(ready.size()));
            case STICKY ->
                ready.contains(current) && random.nextInt(8) != 0 ? current : ready.get(random.nextInt(ready.size()));
            case PRIORITIES -> highest();
        };
    }

    private Task highest() {
        Task highest = ready.get(0);
        for (Task task : ready) {
            if (task.priority > highest.priority) {
                highest = task;
            }
        }
        if (random.nextInt(24) == 0) {
            highest.priority = random.nextInt(1_000);
        }
        return highest;
    }

    // ---- facts

    long nowNanos() {
        return nowNanos;
    }

    long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nowNanos);
    }

    int steps() {
        return steps;
    }

    int switches() {
        return switches;
    }

    long fingerprint() {
        return fingerprint;
    }

    void fail(String violation) {
        failures.add(violation);
        trace("VIOLATION " + violation);
    }

    List<String> failures() {
        return failures;
    }

    boolean isTraced() {
        return trace != null;
    }

    void trace(String line) {
        if (trace != null) {
            trace.add(String.format(
                    "%10.3f ms  %-22s %s", (nowNanos - 1_000_000_000L) / 1e6, current == null ? "" : current, line));
        }
    }

    VirtualLock monitor(Object object) {
        return monitors.computeIfAbsent(object, key -> new VirtualLock());
    }

    static String describe(Throwable e) {
        StringBuilder text = new StringBuilder(e.toString());
        int lines = 0;
        for (StackTraceElement line : e.getStackTrace()) {
            if (lines++ == 12) {
                break;
            }
            text.append("\n      at ").append(line);
        }
        if (e.getCause() != null) {
            text.append("\n    caused by ").append(e.getCause());
        }
        return text.toString();
    }

    /** Threads that serve one simulation after another. Used by the thread that runs them. */
    static final class Threads {
        private final Deque<Runner> idle = new ArrayDeque<>();
        private final List<Runner> busy = new ArrayList<>();

        private synchronized Runner take(Task task) {
            Runner runner = idle.poll();
            if (runner == null) {
                runner = new Runner();
                runner.setDaemon(true);
                runner.start();
            }
            busy.add(runner);
            runner.tasks.add(task);
            return runner;
        }

        /** All simulations are over: their threads are free again. */
        synchronized void release() {
            idle.addAll(busy);
            busy.clear();
        }
    }

    private static final class Runner extends Thread {
        private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(1);
        private Task task;

        @Override
        public void run() {
            try {
                while (true) {
                    task = tasks.take();
                    setName("simulated " + task);
                    task.scheduler.execute(task);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
