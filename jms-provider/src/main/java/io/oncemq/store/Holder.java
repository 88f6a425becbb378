// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/**
 * Who holds a delivery: the values of the {@code holder} column. A positive number is the lease that claimed it; numbers
 * below {@link #DELAYED} belong to a branch, even ones for its unseen sends, odd ones for its acknowledgements in doubt.
 */
public final class Holder {
    /** Anyone may claim it. */
    public static final long READY = 0;

    /** Waits for its delivery time. */
    public static final long DELAYED = -1;

    private Holder() {}

    /** Holds what the branch sent until it commits. */
    public static long unseenSend(long branchId) {
        return -2 * branchId;
    }

    /** Holds what the branch received until it commits (then it goes) or rolls back (then it is ready again). */
    public static long doubtfulAcknowledgement(long branchId) {
        return -2 * branchId - 1;
    }
}
