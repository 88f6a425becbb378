// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.List;
import java.util.Optional;

/** Prepared XA branches, whoever prepared them. */
public interface BranchRecords {
    /** A number for a branch, never reused, at least 1. */
    long nextId() throws StoreException;

    Optional<BranchRecord> find(BranchXid xid) throws StoreException;

    /** All prepared branches, oldest first. */
    List<BranchRecord> list() throws StoreException;

    /** What a branch holds, by queue; nothing if it has ended. */
    List<Holding> holdings(long branchId) throws StoreException;

    /**
     * What a prepared branch holds of one queue.
     *
     * @param topic whether the queue is that of a subscription to a topic
     * @param destination the queue's or topic's name; empty if it is gone
     * @param subscription client ID and name of the subscription, empty for a queue
     * @param sends messages that are unseen until it commits
     * @param receives deliveries that go if it commits, and return if it rolls back
     */
    record Holding(boolean topic, String destination, String subscription, int sends, int receives) {}

    /**
     * A prepared branch.
     *
     * @param preparedAt milliseconds since 1970 by the database clock
     */
    record BranchRecord(long id, BranchXid xid, String nodeName, long preparedAt) {}
}
