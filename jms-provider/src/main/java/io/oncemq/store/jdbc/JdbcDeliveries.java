// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.jdbc.DelayedTable.Delayed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Questions and recurring work, each call in a transaction of its own. Safe for any number of threads. */
final class JdbcDeliveries implements DeliveryRecords {
    private final Transactions transactions;
    private final Tables tables;
    private final RemovedQueues removed;

    /** Where the next look for expired deliveries starts, on databases that page through all of them. */
    private final AtomicLong expiryCursor = new AtomicLong();

    JdbcDeliveries(Transactions transactions, Tables tables, RemovedQueues removed) {
        this.transactions = transactions;
        this.tables = tables;
        this.removed = removed;
    }

    @Override
    public List<Long> withReady(long leaseId, long[] queueIds) throws StoreException {
        List<Long> asked = Arrays.stream(queueIds).boxed().toList();
        return asked.isEmpty()
                ? List.of()
                : transactions.ask(
                        "look for ready deliveries", link -> tables.pages().withReady(link, leaseId, asked));
    }

    @Override
    public List<Head> readyHeads(long queueId, Place after, int limit) throws StoreException {
        return transactions.read(
                "page through queue " + queueId, link -> tables.pages().readyHeads(link, queueId, after, limit));
    }

    @Override
    public List<StoredDelivery> browse(long queueId, Place after, int limit) throws StoreException {
        return transactions.read(
                "browse queue " + queueId, link -> tables.pages().browse(link, queueId, after, limit));
    }

    @Override
    public long count(long queueId) throws StoreException {
        return transactions.read(
                "count queue " + queueId, link -> tables.pages().count(link, queueId));
    }

    @Override
    public List<Long> promoteDue(int limit) throws StoreException {
        List<Long> queues = transactions.write("make due deliveries ready", link -> {
            List<Delayed> due = tables.delayed().takeDue(link, tables.now(link), limit);
            if (due.isEmpty()) {
                return List.of();
            }
            tables.deliveries()
                    .handOver(
                            link,
                            Holder.DELAYED,
                            Holder.READY,
                            due.stream().map(Delayed::id).toList());
            return due.stream().map(Delayed::queueId).distinct().toList();
        });
        if (!queues.isEmpty()) {
            tables.claims().lowWater().forget();
        }
        return queues;
    }

    @Override
    public long nextDue() throws StoreException {
        return transactions.ask(
                "look for the next due delivery", link -> tables.delayed().next(link));
    }

    @Override
    public Expiry removeExpired(int limit) throws StoreException {
        long after = expiryCursor.get();
        return transactions.write("remove expired deliveries", link -> {
            List<Candidate> page = link.command(tables.expiryPage())
                    .set("now", tables.now(link))
                    .set("after", after)
                    .set("limit", limit)
                    .list(row -> new Candidate(row.getLong("id"), row.getBoolean("expired")));
            List<Long> expired = new ArrayList<>();
            for (Candidate candidate : page) {
                if (candidate.expired) {
                    expired.add(candidate.id);
                }
            }
            boolean full = page.size() == limit;
            expiryCursor.set(full ? page.get(page.size() - 1).id : 0);
            tables.removal().removeReady(link, expired);
            return new Expiry(expired.size(), full);
        });
    }

    @Override
    public boolean removeOwnerless() throws StoreException {
        return removed.sweep();
    }

    private record Candidate(long id, boolean expired) {}
}
