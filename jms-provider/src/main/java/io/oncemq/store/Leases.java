// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.time.Duration;
import java.util.List;

/** Who lives, by the database's clock. Each call is a transaction of its own. */
public interface Leases {
    /**
     * A new lease with its lanes, numbered from 0, each at batch 0.
     *
     * @param processId the same for all nodes of one JVM; lets a single-process store know the dead at once
     * @throws StoreUpgradedException if the store is not of this version any more
     */
    Lease acquire(String nodeName, String processId, Duration term, int lanes) throws StoreException;

    /**
     * Extends a living lease.
     *
     * @return the database's clock, in milliseconds since 1970
     * @throws StoreConflictException if it has ended
     * @throws StoreUpgradedException if the store is not of this version any more; the lease is not extended
     */
    long renew(long leaseId, Duration term) throws StoreException;

    /** Leases that have ended, or whose process the database knows to be gone. */
    List<Long> dead(String processId) throws StoreException;

    /**
     * Waits for anything in flight under a dead lease, fences it off, and makes what it held ready again with its crash
     * count raised; drops what it owned (non-durable subscriptions, temporary destinations).
     *
     * @return the queues that have ready deliveries now; empty if another node was first
     */
    List<Long> rescue(long leaseId) throws StoreException;

    /** Ends a lease in order: what it still holds is released without a raised count, what it owned goes. */
    void surrender(long leaseId) throws StoreException;

    /**
     * The number of the lane's last committed batch. Waits while a transaction of that lane is still alive in the
     * database, so the answer is final.
     *
     * @throws StoreConflictException if the lease is gone
     */
    long lastBatch(long leaseId, int lane) throws StoreException;

    /**
     * Whether the lane's batch with this number, the last that was begun, was committed. If not, it never will be, also
     * where it is still on its way to the database. Waits as {@link #lastBatch} does; may be asked again. The next batch's
     * number must be higher by two at least: the one between says that this one did not happen.
     *
     * @throws StoreConflictException if the lease is gone
     */
    boolean settle(long leaseId, int lane, long batchNo) throws StoreException;
}
