// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbers what a JVM does, step by step, once armed, and halts it at the step asked for. Only steps of the thread that
 * runs the transaction, and of the node's fetch thread, count: what recurs by itself would come at other numbers each time.
 */
final class CrashSteps {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static volatile int haltAt;

    private CrashSteps() {}

    /** From now on steps count. */
    static void arm(int haltAtStep) {
        haltAt = haltAtStep;
    }

    static int count() {
        return COUNT.get();
    }

    static void step(String what) {
        if (haltAt == 0 || !counts(Thread.currentThread())) {
            return;
        }
        int number = COUNT.incrementAndGet();
        if (number == haltAt) {
            System.out.println("HALT " + number + " " + what);
            System.out.flush();
            Runtime.getRuntime().halt(42);
        }
    }

    private static boolean counts(Thread thread) {
        return thread.getName().equals("main") || thread.getName().endsWith("fetch");
    }

    /** Something that may fail, between two steps. */
    @FunctionalInterface
    interface Stepped<T, E extends Exception> {
        T run() throws E;
    }

    static <T, E extends Exception> T around(String what, Stepped<T, E> work) throws E {
        step("before " + what);
        T result = work.run();
        step("after " + what);
        return result;
    }
}
