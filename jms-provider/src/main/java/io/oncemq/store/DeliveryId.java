// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/**
 * How ids of messages and deliveries are made: the millisecond by the database's clock, a counter within it, and the slot of
 * the lease. So ids of one node rise, ids of all nodes are distinct, and an id tells when it was given.
 */
public final class DeliveryId {
    /** How many ids a slot can give out in a millisecond. */
    public static final int PER_MILLISECOND = 1 << 12;

    /** Ids count milliseconds from here: 2024-01-01T00:00:00Z. */
    private static final long EPOCH_MILLIS = 1_704_067_200_000L;

    private static final int SLOT_BITS = 10;
    private static final int COUNTER_BITS = 12;

    private DeliveryId() {}

    /** The tick of a millisecond since 1970: what ids are made from, {@link #PER_MILLISECOND} of them in each. */
    public static long tickOf(long millis) {
        return (millis - EPOCH_MILLIS) << COUNTER_BITS;
    }

    /** The id of a tick in a slot. */
    public static long of(long tick, int slot) {
        return (tick << SLOT_BITS) | slot;
    }

    /** An id that is lower than all that are given at this millisecond since 1970 or later. */
    public static long before(long millis) {
        return of(tickOf(millis), 0) - 1;
    }

    /** When the id was given: milliseconds since 1970 by the database's clock. */
    public static long millis(long id) {
        return (id >> (SLOT_BITS + COUNTER_BITS)) + EPOCH_MILLIS;
    }
}
