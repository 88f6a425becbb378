// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.message.DestinationName;
import io.oncemq.store.DestinationRecord;
import io.oncemq.store.DestinationRecords;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import java.util.List;
import java.util.Optional;

/** Destinations, each call in a transaction of its own. Safe for any number of threads. */
final class JdbcDestinations implements DestinationRecords {
    private final Transactions transactions;
    private final Tables tables;
    private final RemovedQueues removed;

    JdbcDestinations(Transactions transactions, Tables tables, RemovedQueues removed) {
        this.transactions = transactions;
        this.tables = tables;
        this.removed = removed;
    }

    @Override
    public Optional<DestinationRecord> find(DestinationName name) throws StoreException {
        return transactions.read("find " + name, link -> tables.destinations().find(link, name).stream()
                .findFirst());
    }

    @Override
    public Optional<DestinationRecord> find(long id) throws StoreException {
        return transactions.read("find destination " + id, link -> tables.destinations().find(link, id).stream()
                .findFirst());
    }

    @Override
    public DestinationRecord create(DestinationName name, long ownerLease) throws StoreException {
        Optional<DestinationRecord> present = find(name);
        if (present.isPresent()) {
            return present.get();
        }
        try {
            return transactions.write(
                    "create " + name, link -> tables.destinations().insert(link, name, ownerLease));
        } catch (StoreConflictException e) {
            // Somebody else was first; theirs is as good.
            return find(name).orElseThrow(() -> e);
        }
    }

    @Override
    public boolean keep(DestinationRecord kept, long leaseId) throws StoreException {
        return transactions.write("keep " + kept.name(), link -> {
            // Its rescue is over, or begins after this and sees that it is not the old lease's any more.
            tables.leases().lock(link, kept.ownerLease());
            if (!tables.leases().lock(link, leaseId)) {
                throw new StoreConflictException("lease " + leaseId + " has ended", null);
            }
            if (tables.destinations().own(link, kept.id(), leaseId) > 0) {
                return false;
            }
            tables.destinations().insertAgain(link, new DestinationRecord(kept.id(), kept.name(), leaseId));
            return true;
        });
    }

    @Override
    public void delete(long id) throws StoreException {
        removed.empty(transactions.write(
                "delete destination " + id, link -> tables.queues().removeDestination(link, id)));
    }

    @Override
    public List<DestinationRecord> list() throws StoreException {
        return transactions.read(
                "list destinations", link -> tables.destinations().list(link));
    }
}
