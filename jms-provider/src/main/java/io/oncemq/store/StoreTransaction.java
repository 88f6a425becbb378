// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.Collection;
import java.util.List;

/**
 * One open database transaction of a node. Used by one thread. After any exception only {@link #close} may be called.
 */
public interface StoreTransaction extends AutoCloseable {
    /**
     * Proves that the lease is alive and takes the next number of the lane. Always the first statement: whoever rescues
     * the lease waits for this transaction, or makes this call fail.
     *
     * @throws StoreConflictException if the lease was declared dead, or the number is not higher than the lane's last
     */
    void fence(long leaseId, int lane, long batchNo) throws StoreException;

    /**
     * Writes a group of batches, each kind of change in as few statements as the database can do.
     *
     * @throws StoreConflictException if any row was not in the state that a batch expects
     */
    void write(long leaseId, List<Batch> group) throws StoreException;

    /**
     * Claims up to {@code limit} ready deliveries of a queue for the lease, highest priority first, then oldest; none
     * that has a message group. A delivery that has gone down with a node is only claimed alone: the result ends before
     * it, or is just it.
     */
    ClaimResult claim(long leaseId, long queueId, int limit) throws StoreException;

    /**
     * As {@link #claim}, but also deliveries with groups that the lease owns or that nobody does: those it owns from then
     * on, until {@link #letGo} or its end. Of a group nothing is claimed by another lease meanwhile, nor while an
     * acknowledgement of it is in doubt or a rejected delivery of it waits for its time.
     *
     * @param without groups of which nothing is to be claimed
     */
    ClaimResult claimGrouped(long leaseId, long queueId, int limit, Collection<String> without) throws StoreException;

    /** Tries to own groups, as {@link #claimGrouped} does. Answers those that the lease did not own before. */
    List<String> own(long leaseId, long queueId, Collection<String> groups) throws StoreException;

    /** The lease owns these groups no longer. It must not hold any delivery of them. */
    void letGo(long leaseId, long queueId, Collection<String> groups) throws StoreException;

    /**
     * Claims those of the given deliveries that are still ready and have no group, or one that the lease owns, in the order
     * of {@link #claim}.
     */
    List<StoredDelivery> claim(long leaseId, long queueId, long[] ids) throws StoreException;

    /** Everything of a queue that the lease holds, in the order of {@link #claim}. */
    List<StoredDelivery> held(long leaseId, long queueId) throws StoreException;

    /**
     * Makes it so, as durable as the store was told to be.
     *
     * @throws CommitOutcomeUnknownException if the connection broke before the answer came
     */
    void commit() throws StoreException;

    /**
     * Makes it so without waiting for the disk: for claims, which a crash of the database may undo without harm.
     *
     * @throws CommitOutcomeUnknownException if the connection broke before the answer came
     */
    void commitUnsynced() throws StoreException;

    /** Rolls back what was not committed. Never throws: a connection that cannot roll back is dropped. */
    @Override
    void close();

    /**
     * What a claim found.
     *
     * @param exhausted true if the queue had no other ready delivery that the lease may claim when the claim looked
     * @param grouped true if the claim saw ready deliveries with groups; {@link #claim} finds out even where it finds nothing
     */
    record ClaimResult(List<StoredDelivery> deliveries, boolean exhausted, boolean grouped) {}
}
