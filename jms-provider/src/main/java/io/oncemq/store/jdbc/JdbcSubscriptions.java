// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import java.util.List;

/** Subscriptions, each call in a transaction of its own. Safe for any number of threads. */
final class JdbcSubscriptions implements SubscriptionRecords {
    private final Transactions transactions;
    private final Tables tables;

    JdbcSubscriptions(Transactions transactions, Tables tables) {
        this.transactions = transactions;
        this.tables = tables;
    }

    @Override
    public List<SubscriptionRecord> list() throws StoreException {
        return transactions.read(
                "list subscriptions", link -> tables.subscriptions().list(link));
    }

    @Override
    public SubscriptionRecord create(SubscriptionRecord asked) throws StoreException {
        return transactions.write("create subscription '" + asked.name() + "'", link -> {
            SubscriptionRecord created = tables.subscriptions().insert(link, asked);
            tables.store().raiseVersion(link);
            return created;
        });
    }

    @Override
    public void delete(long id) throws StoreException {
        transactions.write("delete subscription " + id, link -> {
            tables.queues().removeSubscriptions(link, List.of(id));
            return id;
        });
    }

    @Override
    public long version() throws StoreException {
        return transactions.read(
                "read the subscriptions' version", link -> tables.store().version(link));
    }

    @Override
    public void seen(long leaseId, long version) throws StoreException {
        transactions.writeUnsynced("note what lease " + leaseId + " has seen", link -> {
            if (tables.leases().seen(link, leaseId, version) == 0) {
                throw new StoreConflictException("lease " + leaseId + " has ended", null);
            }
            return version;
        });
    }

    @Override
    public long seenByAll() throws StoreException {
        return transactions.read("read what all nodes have seen", link -> {
            List<Long> least = tables.leases().leastSeen(link, tables.now(link));
            return least.isEmpty() ? tables.store().version(link) : least.get(0);
        });
    }
}
