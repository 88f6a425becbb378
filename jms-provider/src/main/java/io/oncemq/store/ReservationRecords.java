// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.Optional;

/** What only one node may have at a time; it goes with the node's lease. Each call is a transaction of its own. */
public interface ReservationRecords {
    /** What is reserved. The codes are part of the stored form. */
    enum Kind {
        /** A connection with a client ID. */
        CLIENT_ID(0),
        /** The consumer of an unshared durable subscription, by the subscription's id. */
        CONSUMER(1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The number by which it is stored. */
        public int code() {
            return code;
        }
    }

    /**
     * Reserves something for a lease, unless another one has it.
     *
     * @return who has it; empty if it is this lease's now, or was before
     * @throws StoreConflictException if the lease has ended
     */
    Optional<Owner> reserve(long leaseId, Kind kind, String name) throws StoreException;

    /** Who has it. */
    Optional<Owner> find(Kind kind, String name) throws StoreException;

    /** Gives it up; nothing happens if the lease does not have it. */
    void release(long leaseId, Kind kind, String name) throws StoreException;

    /** A lease that has something, and the node that it belongs to. */
    record Owner(long leaseId, String nodeName) {}
}
