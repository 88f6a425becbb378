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

    /**
     * A prepared branch.
     *
     * @param preparedAt milliseconds since 1970 by the database clock
     */
    record BranchRecord(long id, BranchXid xid, String nodeName, long preparedAt) {}
}
