// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.BranchRecords;
import io.oncemq.store.BranchXid;
import io.oncemq.store.StoreException;
import java.util.List;
import java.util.Optional;

/** Prepared branches, each call in a transaction of its own. Safe for any number of threads. */
final class JdbcBranches implements BranchRecords {
    /** How many ids each number of the database's sequence stands for. */
    private static final long IDS_PER_NUMBER = 100;

    private final Transactions transactions;
    private final Tables tables;

    /** The next id and the first that is not this node's any more; guarded by {@code this}. */
    private long next;

    private long end;

    JdbcBranches(Transactions transactions, Tables tables) {
        this.transactions = transactions;
        this.tables = tables;
    }

    @Override
    public synchronized long nextId() throws StoreException {
        if (next == end) {
            // Need not be durable: nothing refers to it before a batch that is.
            next = IDS_PER_NUMBER
                    * transactions.read(
                            "number a branch", link -> tables.branches().nextId(link));
            end = next + IDS_PER_NUMBER;
        }
        return next++;
    }

    @Override
    public Optional<BranchRecord> find(BranchXid xid) throws StoreException {
        return transactions.read("find branch " + xid, link -> tables.branches().find(link, xid).stream()
                .findFirst());
    }

    @Override
    public List<BranchRecord> list() throws StoreException {
        return transactions.read(
                "list prepared branches", link -> tables.branches().list(link));
    }

    @Override
    public List<Holding> holdings(long branchId) throws StoreException {
        return transactions.read(
                "look into branch " + branchId, link -> tables.branches().holdings(link, branchId));
    }
}
