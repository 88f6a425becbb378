// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import java.util.concurrent.TimeUnit;

/**
 * Whether a leader should wait a moment for others to share its commit. Callers whose last commit has just ended are likely
 * to be back soon; a commit that begins without them makes them wait for the whole of it, and the next one costs as much
 * again. So a leader waits for as many as the last group and those who came during it, for no longer than what two of the
 * quickest commits take; where nobody comes, it does so less and less often. A lone caller never waits.
 *
 * <p>Guarded by the lane's monitor.
 */
final class Company {
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MOST_MISSES = 6;

    private int expected = 1;

    /** What a commit takes however little it writes: the quickest of late. */
    private long floorNanos = MOST_NANOS;

    /** How often in a row nobody came, as far as that is counted. */
    private int misses;

    /** How many leaders will not wait. */
    private int skipped;

    /** Whether all who are expected are there. */
    boolean isComplete(int present) {
        return present >= expected;
    }

    /** How long a leader is to wait for more; 0 for not at all. Asked once by each, since some are let off waiting. */
    long patienceNanos(int present) {
        if (isComplete(present)) {
            return 0;
        }
        if (skipped > 0) {
            skipped--;
            return 0;
        }
        return Math.min(2 * floorNanos, MOST_NANOS);
    }

    /** A leader has waited. */
    void waited(boolean anybodyCame) {
        misses = anybodyCame ? 0 : Math.min(misses + 1, MOST_MISSES);
        skipped = (1 << misses) - 1;
    }

    /**
     * A group has ended.
     *
     * @param waiting how many came meanwhile
     */
    void ended(int size, int waiting, long tookNanos) {
        expected = size + waiting;
        floorNanos = Math.min(tookNanos, floorNanos + (tookNanos - floorNanos) / 64);
    }
}
