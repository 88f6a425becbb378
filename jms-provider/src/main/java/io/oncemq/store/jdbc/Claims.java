// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreTransaction.ClaimResult;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.jdbc.DeliveryReader.Looked;
import io.oncemq.store.jdbc.dialect.Dialect;
import io.oncemq.store.jdbc.dialect.Dialect.InOneStatement;
import io.oncemq.store.jdbc.dialect.Dialect.NextClaim;
import io.oncemq.store.jdbc.dialect.Dialect.ReadThenGuard;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    private final Next next;
    private final Next nextGrouped;
    private final Sql ids;
    private final @Nullable Sql oldestUnderWay;
    private final LowWater lowWater = new LowWater(System::nanoTime);
    private final GroupTable groups;

    Claims(Dialect dialect, GroupTable groups) {
        this.oldestUnderWay = dialect.oldestUnderWay().map(Sql::of).orElse(null);
        this.next = Next.of(dialect.claimNext());
        this.nextGrouped = Next.of(dialect.claimNextGrouped());
        this.ids = Sql.of(dialect.claimIds());
        this.groups = groups;
    }

    GroupTable groups() {
        return groups;
    }

    LowWater lowWater() {
        return lowWater;
    }

    /**
     * Claims what has no group.
     *
     * @param afterCommit takes what is to be done once the claim is committed
     */
    ClaimResult next(Link link, long leaseId, long queueId, int limit, Consumer<Runnable> afterCommit)
            throws SQLException, StoreException {
        if (oldestUnderWay == null) {
            return claim(link, next, true, leaseId, queueId, limit, List.of(), List.of());
        }
        LowWater.Look look = lowWater.next(queueId);
        if (look == null) {
            look = lowWater.fromTheBeginning(
                    queueId, link.command(oldestUnderWay).number());
        } else if (look.isLimitOld()) {
            look.draw(link.command(oldestUnderWay).number());
        }
        ClaimResult result = claim(link, next, true, leaseId, queueId, limit, List.of(), look.above());
        look.found(result.deliveries(), result.exhausted());
        if (result.deliveries().isEmpty()) {
            look.committed();
        } else {
            afterCommit.accept(look::committed);
        }
        return result;
    }

    /** Owns first, then claims what is owned: the second statement sees all that was committed before the first. */
    ClaimResult nextGrouped(Link link, long leaseId, long queueId, int limit, Collection<String> without)
            throws SQLException, StoreException {
        List<String> owned = groups.ownNext(link, leaseId, queueId, limit, without);
        ClaimResult result = claim(link, nextGrouped, false, leaseId, queueId, limit, without, List.of());
        if (!owned.isEmpty()) {
            List<String> inVain = new ArrayList<>(owned);
            result.deliveries()
                    .forEach(delivery -> inVain.remove(delivery.envelope().group()));
            if (!inVain.isEmpty()) {
                groups.letGo(link, leaseId, queueId, inVain);
            }
        }
        return result;
    }

    private ClaimResult claim(
            Link link,
            Next how,
            boolean onlyUngrouped,
            long leaseId,
            long queueId,
            int limit,
            Collection<String> without,
            List<Long> above)
            throws SQLException, StoreException {
        Command command = link.command(how.sql)
                .set("lease", leaseId)
                .set("queue", queueId)
                .set("limit", limit)
                .set("above", above)
                .setTexts("without", without);
        if (how.inOneStatement) {
            Looked found = reader.readCounted(link, command);
            boolean all = found.candidates() < limit
                    && found.candidates() == found.deliveries().size();
            return new ClaimResult(found.deliveries(), all && !(onlyUngrouped && found.grouped()), found.grouped());
        }
        List<Candidate> candidates = command.list(
                row -> new Candidate(row.getLong("id"), row.getInt("crashes"), row.getString("group_id") != null));
        List<Long> wanted = claimable(
                onlyUngrouped
                        ? candidates.stream()
                                .filter(candidate -> !candidate.grouped)
                                .toList()
                        : candidates);
        boolean all = candidates.size() < limit && candidates.size() == wanted.size();
        boolean grouped = candidates.stream().anyMatch(Candidate::grouped);
        return new ClaimResult(these(link, leaseId, queueId, wanted), all, grouped);
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
        return reader.readIn(link, link.command(ids).set("lease", leaseId).set("queue", queueId), wanted);
    }

    List<StoredDelivery> held(Link link, long leaseId, long queueId) throws SQLException, StoreException {
        return reader.read(link, link.command(HELD).set("lease", leaseId).set("queue", queueId));
    }

    private record Candidate(long id, int crashes, boolean grouped) {}

    /** How the next are claimed. */
    private record Next(Sql sql, boolean inOneStatement) {
        static Next of(NextClaim claim) {
            if (claim instanceof InOneStatement one) {
                return new Next(Sql.of(one.sql()), true);
            } else if (claim instanceof ReadThenGuard two) {
                return new Next(Sql.of(two.sql()), false);
            }
            throw new AssertionError(claim);
        }
    }
}
