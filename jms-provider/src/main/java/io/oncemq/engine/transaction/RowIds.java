// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.message.Envelope;
import io.oncemq.store.DeliveryId;
import java.util.List;

/**
 * The ids under which the messages of one work become deliveries of queues: their own, which saves a name; or new ones, if
 * the first of them was sent so long ago that whoever looks for new deliveries would not look so far back.
 */
final class RowIds {
    /** What stores count on: an id is no older than this when its batch is handed to a lane. */
    private static final long OLDEST_MILLIS = 5_000;

    private final DatabaseClock clock;
    private final NodeLease lease;
    private final boolean fresh;

    private RowIds(DatabaseClock clock, NodeLease lease, boolean fresh) {
        this.clock = clock;
        this.lease = lease;
        this.fresh = fresh;
    }

    /** For messages in the order they were sent, which is the order of their ids. */
    static RowIds of(List<Work.Sent> sends, DatabaseClock clock, NodeLease lease) {
        boolean old =
                !sends.isEmpty() && DeliveryId.millis(sends.get(0).envelope().id()) < clock.millis() - OLDEST_MILLIS;
        return new RowIds(clock, lease, old);
    }

    long of(Envelope envelope) {
        return fresh ? clock.nextId(lease.slot()) : envelope.id();
    }
}
