// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

/** Waiting times between attempts that fail: from one second, doubled each time, to thirty. Used under its owner's lock. */
public final class BackOff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 30_000;

    private long nextMillis = FIRST_MILLIS;

    /** How long to wait now. */
    public long nextMillis() {
        long now = nextMillis;
        nextMillis = Math.min(LONGEST_MILLIS, nextMillis * 2);
        return now;
    }

    /** An attempt succeeded. */
    public void reset() {
        nextMillis = FIRST_MILLIS;
    }

    /** True if the last attempt succeeded, or there was none. */
    public boolean isReset() {
        return nextMillis == FIRST_MILLIS;
    }
}
