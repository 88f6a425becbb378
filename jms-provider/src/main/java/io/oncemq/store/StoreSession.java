// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.List;

/** One connection, used by one thread at a time. */
public interface StoreSession extends AutoCloseable {
    /**
     * Starts a transaction, connecting first where there is no usable connection.
     *
     * @throws StoreUnavailableException if no connection can be had now
     */
    StoreTransaction begin() throws StoreException;

    /**
     * Fences, writes a group of batches and commits, as one step where the database can: nothing of it is seen before all
     * of it.
     *
     * @throws StoreConflictException if nothing was written: the lease was declared dead, or a row was not in the state that
     *     a batch expects
     * @throws CommitOutcomeUnknownException if it may or may not have been written, or may yet be: {@link Leases#settle}
     */
    default void write(long leaseId, int lane, long batchNo, List<Batch> group) throws StoreException {
        try (StoreTransaction transaction = begin()) {
            transaction.fence(leaseId, lane, batchNo);
            transaction.write(leaseId, group);
            transaction.commit();
        }
    }

    @Override
    void close();
}
