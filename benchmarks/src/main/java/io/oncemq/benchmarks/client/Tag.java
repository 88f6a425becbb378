// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.client;

/** What a message is known by in the checks: its producer and its number there, in one long. */
public final class Tag {
    /** No message. */
    public static final long NONE = -1;

    private static final int SEQUENCE_BITS = 40;

    private Tag() {}

    public static long of(int producer, long sequence) {
        return (long) producer << SEQUENCE_BITS | sequence;
    }

    public static int producer(long tag) {
        return (int) (tag >>> SEQUENCE_BITS);
    }

    public static long sequence(long tag) {
        return tag & (1L << SEQUENCE_BITS) - 1;
    }
}
