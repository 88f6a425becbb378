// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

/** Waiting times between attempts that fail, doubled each time up to a limit. Used under its owner's lock. */
public final class BackOff {
    private final long firstMillis;
    private final long longestMillis;
    private long nextMillis;

    public BackOff(long firstMillis, long longestMillis) {
        this.firstMillis = firstMillis;
        this.longestMillis = longestMillis;
        nextMillis = firstMillis;
    }

    /** How long to wait now. */
    public long nextMillis() {
        long now = nextMillis;
        nextMillis = Math.min(longestMillis, nextMillis * 2);
        return now;
    }

    /** An attempt succeeded. */
    public void reset() {
        nextMillis = firstMillis;
    }

    /** True if the last attempt succeeded, or there was none. */
    public boolean isReset() {
        return nextMillis == firstMillis;
    }
}
