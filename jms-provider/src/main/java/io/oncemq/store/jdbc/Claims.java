// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreTransaction.ClaimResult;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.jdbc.DeliveryReader.Found;
import io.oncemq.store.jdbc.dialect.Dialect;
import io.oncemq.store.jdbc.dialect.Dialect.InOneStatement;
import io.oncemq.store.jdbc.dialect.Dialect.NextClaim;
import io.oncemq.store.jdbc.dialect.Dialect.ReadThenGuard;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Ready deliveries become a lease's. What is answered is what the guarded update changed, nothing else. */
final class Claims {
    private static final Sql HELD = Sql.of(
            """
            select d.id, d.queue_id, d.priority, d.deliveries, d.crashes, d.message_id,
                   coalesce(d.format, m.format) as format, coalesce(d.properties, m.properties) as properties,
                   coalesce(d.body, m.body) as body, m.size_bytes
              from oncemq_delivery d
              left join oncemq_message m on m.id = d.message_id
             where d.holder = :lease and d.queue_id = :queue
            """);

    private final DeliveryReader reader = new DeliveryReader();
    private final NextClaim next;
    private final Sql nextSql;
    private final Sql ids;

    Claims(Dialect dialect) {
        this.next = dialect.claimNext();
        if (next instanceof InOneStatement one) {
            this.nextSql = Sql.of(one.sql());
        } else if (next instanceof ReadThenGuard two) {
            this.nextSql = Sql.of(two.sql());
        } else {
            throw new AssertionError(next);
        }
        this.ids = Sql.of(dialect.claimIds());
    }

    ClaimResult next(Link link, long leaseId, long queueId, int limit) throws SQLException, StoreException {
        Command command = link.command(nextSql)
                .set("lease", leaseId)
                .set("queue", queueId)
                .set("limit", limit);
        if (next instanceof InOneStatement) {
            Found found = reader.readCounted(link, command);
            boolean all = found.candidates() < limit
                    && found.candidates() == found.deliveries().size();
            return new ClaimResult(found.deliveries(), all);
        }
        List<Candidate> candidates = command.list(row -> new Candidate(row.getLong("id"), row.getInt("crashes")));
        List<Long> wanted = claimable(candidates);
        boolean all = candidates.size() < limit && candidates.size() == wanted.size();
        return new ClaimResult(these(link, leaseId, queueId, wanted), all);
    }

    /** What has gone down with a node is claimed alone, or left for the next claim. */
    private static List<Long> claimable(List<Candidate> candidates) {
        if (candidates.isEmpty() || candidates.get(0).crashes > 0) {
            return candidates.stream().limit(1).map(Candidate::id).toList();
        }
        return candidates.stream()
                .takeWhile(candidate -> candidate.crashes == 0)
                .map(Candidate::id)
                .toList();
    }

    List<StoredDelivery> these(Link link, long leaseId, long queueId, Collection<Long> wanted)
            throws SQLException, StoreException {
        return wanted.isEmpty()
                ? List.of()
                : reader.read(
                        link,
                        link.command(ids)
                                .set("lease", leaseId)
                                .set("queue", queueId)
                                .set("ids", wanted));
    }

    List<StoredDelivery> held(Link link, long leaseId, long queueId) throws SQLException, StoreException {
        return reader.read(link, link.command(HELD).set("lease", leaseId).set("queue", queueId));
    }

    private record Candidate(long id, int crashes) {}
}
