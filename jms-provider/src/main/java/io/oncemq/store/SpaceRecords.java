// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How much the store holds. The questions read as many rows as they count: not for a path that messages take. Each call is
 * a transaction of its own.
 */
public interface SpaceRecords {
    /** How many bytes are free on the volume of the store's file; empty where the store knows of none. Cheap. */
    OptionalLong freeDiskBytes();

    /**
     * All deliveries, whoever holds them, and the bytes of their bodies, a shared one counted once.
     *
     * @param withBytes false to leave the bytes, which cost more, at 0
     */
    Amount all(boolean withBytes) throws StoreException;

    /**
     * The same for some queues, a shared body counted for each; those that are empty are left out.
     *
     * @param withBytes false to leave the bytes, which cost more, at 0
     */
    Map<Long, Amount> queues(Collection<Long> queueIds, boolean withBytes) throws StoreException;

    /** Deliveries and the bytes of their bodies. */
    record Amount(long messages, long bytes) {
        public static final Amount NOTHING = new Amount(0, 0);

        public Amount plus(long moreMessages, long moreBytes) {
            return new Amount(messages + moreMessages, bytes + moreBytes);
        }
    }
}
