// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.BranchRecords;
import io.oncemq.store.BranchXid;
import io.oncemq.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Prepared branches, each call in a transaction of its own. Safe for any number of threads. */
final class JdbcBranches implements BranchRecords {
    /** How many ids each number of the database's sequence stands for. */
    private static final long IDS_PER_NUMBER = 100;

    private final Transactions transactions;
    private final Tables tables;

    private volatile Numbers numbers = new Numbers(0, 0);

    JdbcBranches(Transactions transactions, Tables tables) {
        this.transactions = transactions;
        this.tables = tables;
    }

    @Override
    public long nextId() throws StoreException {
        long id = numbers.take();
        if (id < 0) {
            // Need not be durable: nothing refers to it before a batch that is. Ids that another thread has taken this
            // way at the same time stay unused.
            id = IDS_PER_NUMBER
                    * transactions.read(
                            "number a branch", link -> tables.branches().nextId(link));
            numbers = new Numbers(id + 1, id + IDS_PER_NUMBER);
        }
        return id;
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

    /** Ids that are this node's to give. */
    private static final class Numbers {
        private final AtomicLong next;
        private final long end;

        Numbers(long first, long end) {
            this.next = new AtomicLong(first);
            this.end = end;
        }

        /** The next, or -1 if there is none left. */
        long take() {
            long id = next.getAndIncrement();
            return id < end ? id : -1;
        }
    }
}
