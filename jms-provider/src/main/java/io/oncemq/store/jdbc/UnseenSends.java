// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.Holder;
import io.oncemq.store.StoreConflictException;
import java.sql.SQLException;
import java.util.List;

/** What a branch sent, when the branch commits. */
final class UnseenSends {
    private static final Sql NOTE_DELAYED = Sql.of(
            """
            insert into oncemq_delayed (deliver_at, delivery_id, queue_id)
            select deliver_at, id, queue_id
              from oncemq_delivery
             where holder = :unseen and deliver_at > :now
            """);
    private static final Sql DELAY = Sql.of(
            """
            update oncemq_delivery
               set holder = -1
             where holder = :unseen and deliver_at > :now
            """);

    private final DeliveryTable deliveries;
    private final Sql clock;

    UnseenSends(DeliveryTable deliveries, Sql clock) {
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /** The lease takes what it claims; the rest becomes ready, or waits for its time. */
    void show(Link link, long branchId, long leaseId, List<Long> claimed) throws SQLException, StoreConflictException {
        long unseen = Holder.unseenSend(branchId);
        if (!claimed.isEmpty()) {
            int taken = deliveries.handOver(link, unseen, leaseId, claimed);
            if (taken != claimed.size()) {
                throw new StoreConflictException(
                        "of " + claimed.size() + " sends to be claimed branch " + branchId + " has only " + taken,
                        null);
            }
        }
        long now = link.command(clock).number();
        int noted =
                link.command(NOTE_DELAYED).set("unseen", unseen).set("now", now).update();
        if (noted > 0) {
            link.command(DELAY).set("unseen", unseen).set("now", now).update();
        }
        deliveries.makeReady(link, unseen, 0, 0);
    }
}
