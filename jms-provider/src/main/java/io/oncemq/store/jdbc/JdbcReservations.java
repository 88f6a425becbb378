// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.ReservationRecords;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import java.util.List;
import java.util.Optional;

/** Reservations, each call in a transaction of its own. Safe for any number of threads. */
final class JdbcReservations implements ReservationRecords {
    private final Transactions transactions;
    private final Tables tables;

    JdbcReservations(Transactions transactions, Tables tables) {
        this.transactions = transactions;
        this.tables = tables;
    }

    @Override
    public Optional<Owner> reserve(long leaseId, Kind kind, String name) throws StoreException {
        return transactions.write("reserve", link -> {
            if (!tables.leases().lock(link, leaseId)) {
                throw new StoreConflictException("lease " + leaseId + " has ended", null);
            }
            // One at a time: two must not both find nobody.
            tables.store().lock(link);
            List<Owner> holders = tables.reservations().holder(link, kind, name);
            if (holders.isEmpty()) {
                tables.reservations().insert(link, leaseId, kind, name);
                return Optional.empty();
            }
            Owner holder = holders.get(0);
            return holder.leaseId() == leaseId ? Optional.empty() : Optional.of(holder);
        });
    }

    @Override
    public Optional<Owner> find(Kind kind, String name) throws StoreException {
        return transactions.read(
                "look for a reservation",
                link -> tables.reservations().holder(link, kind, name).stream().findFirst());
    }

    @Override
    public void release(long leaseId, Kind kind, String name) throws StoreException {
        transactions.write("release a reservation", link -> {
            tables.reservations().delete(link, leaseId, kind, name);
            return leaseId;
        });
    }
}
