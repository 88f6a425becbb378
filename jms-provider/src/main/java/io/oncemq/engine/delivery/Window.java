// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

/**
 * How many deliveries of a queue a node fetches to have at hand: about what its consumers take in a second, so that what
 * slow consumers leave is there for other nodes, while a node that is fast enough catches up with the store and may hold
 * what is sent here from birth. Guarded by the queue's lock.
 */
final class Window {
    private static final int LEAST = 32;

    /** Who takes half of a window in less takes two windows in a second at least, so one of twice the size. */
    private static final long QUICK_MILLIS = 250;

    /** Who needs more for half of a window has more at hand than it takes in four seconds. */
    private static final long SLOW_MILLIS = 2_000;

    private final int most;
    private int size;

    /** Whether the last look filled the window, and when. */
    private boolean filled;

    private long filledAtMillis;

    Window(int most) {
        this.most = most;
        this.size = Math.min(LEAST, most);
    }

    int size() {
        return size;
    }

    /** When no more than that is at hand, more is fetched. */
    int half() {
        return size / 2;
    }

    /** Nobody asks any more. */
    void reset() {
        size = Math.min(LEAST, most);
        filled = false;
    }

    /**
     * A look for more begins, since half of it or more was taken.
     *
     * @param starving whether consumers wait and nothing is at hand
     */
    void used(boolean starving, long nowMillis) {
        if (starving || (filled && nowMillis - filledAtMillis < QUICK_MILLIS)) {
            size = Math.min(most, size * 2);
        } else if (filled && nowMillis - filledAtMillis > SLOW_MILLIS) {
            size = Math.max(Math.min(LEAST, most), size / 2);
        }
        filled = false;
    }

    /** A look found as much as there was room for, or more. */
    void filled(long nowMillis) {
        filled = true;
        filledAtMillis = nowMillis;
    }
}
