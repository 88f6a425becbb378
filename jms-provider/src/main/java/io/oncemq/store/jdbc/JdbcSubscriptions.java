// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Subscriptions, each call in a transaction of its own. Safe for any number of threads. */
final class JdbcSubscriptions implements SubscriptionRecords {
    private final Transactions transactions;
    private final Tables tables;
    private final RemovedQueues removed;

    JdbcSubscriptions(Transactions transactions, Tables tables, RemovedQueues removed) {
        this.transactions = transactions;
        this.tables = tables;
        this.removed = removed;
    }

    @Override
    public List<SubscriptionRecord> list() throws StoreException {
        return transactions.read(
                "list subscriptions", link -> tables.subscriptions().list(link));
    }

    @Override
    public SubscriptionRecord create(SubscriptionRecord asked) throws StoreException {
        return transactions.write("create subscription '" + asked.name() + "'", link -> {
            if (asked.ownerLease() != 0) {
                requireLease(link, asked.ownerLease());
            }
            return insert(link, asked);
        });
    }

    @Override
    public SubscriptionRecord createJoined(SubscriptionRecord asked, long leaseId) throws StoreException {
        return transactions.write("create subscription '" + asked.name() + "'", link -> {
            requireLease(link, leaseId);
            SubscriptionRecord created = insert(link, asked);
            tables.subscribers().insert(link, created.id(), leaseId);
            return created;
        });
    }

    private SubscriptionRecord insert(Link link, SubscriptionRecord asked) throws SQLException {
        SubscriptionRecord created = tables.subscriptions().insert(link, asked);
        tables.store().raiseVersion(link);
        return created;
    }

    /** Its end waits for this transaction, and sees what is made for it here. */
    private void requireLease(Link link, long leaseId) throws SQLException, StoreConflictException {
        if (!tables.leases().lock(link, leaseId)) {
            throw new StoreConflictException("lease " + leaseId + " has ended", null);
        }
    }

    @Override
    public boolean join(long id, long leaseId) throws StoreException {
        return transactions.write("join subscription " + id, link -> {
            requireLease(link, leaseId);
            if (tables.subscriptions().lock(link, id).isEmpty()) {
                return false;
            }
            addMember(link, id, leaseId);
            return true;
        });
    }

    @Override
    public Kept keep(SubscriptionRecord kept, long oldLease, long leaseId) throws StoreException {
        return transactions.write("keep subscription " + kept.id(), link -> {
            // Its rescue is over, or begins after this and sees that nothing of this is the old lease's any more.
            tables.leases().lock(link, oldLease);
            requireLease(link, leaseId);
            boolean found = !tables.subscriptions().lock(link, kept.id()).isEmpty();
            if (!found) {
                if (tables.destinations().find(link, kept.topicId()).isEmpty()) {
                    return Kept.GONE;
                }
                tables.subscriptions().insertAgain(link, kept);
                tables.store().raiseVersion(link);
            }
            if (kept.shared()) {
                addMember(link, kept.id(), leaseId);
            } else {
                tables.subscriptions().own(link, kept.id(), leaseId);
            }
            return found ? Kept.FOUND : Kept.REMADE;
        });
    }

    private void addMember(Link link, long id, long leaseId) throws SQLException {
        if (!tables.subscribers().leasesOf(link, id).contains(leaseId)) {
            tables.subscribers().insert(link, id, leaseId);
        }
    }

    @Override
    public boolean leave(long id, long leaseId) throws StoreException {
        boolean gone = transactions.write(
                "leave subscription " + id, link -> tables.queues().leave(link, id, leaseId));
        if (gone) {
            removed.empty(List.of(id));
        }
        return gone;
    }

    @Override
    public Optional<Member> otherMember(long id, long leaseId) throws StoreException {
        return transactions.read("ask who uses subscription " + id, link -> other(link, id, leaseId));
    }

    private Optional<Member> other(Link link, long id, long leaseId) throws SQLException {
        return tables.subscribers().other(link, id, leaseId, tables.now(link)).stream()
                .findFirst();
    }

    @Override
    public Optional<Member> deleteUnused(long id, long leaseId) throws StoreException {
        Optional<Member> other = transactions.write("delete subscription " + id, link -> {
            tables.subscriptions().lock(link, id);
            Optional<Member> user = other(link, id, leaseId);
            if (user.isEmpty()) {
                tables.queues().removeSubscriptions(link, List.of(id));
            }
            return user;
        });
        if (other.isEmpty()) {
            removed.empty(List.of(id));
        }
        return other;
    }

    @Override
    public void delete(long id) throws StoreException {
        transactions.write("delete subscription " + id, link -> {
            tables.queues().removeSubscriptions(link, List.of(id));
            return id;
        });
        removed.empty(List.of(id));
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
