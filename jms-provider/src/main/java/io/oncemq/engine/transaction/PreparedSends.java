// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.engine.delivery.Admission;
import io.oncemq.engine.delivery.Admissions;
import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.Placement;
import io.oncemq.engine.destination.Destinations;
import io.oncemq.engine.destination.Subscriptions;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a branch sent, written unseen at prepare and placed at commit. A body is stored beside its deliveries, since they
 * are written again when they become visible. Used under the branch's monitor.
 */
final class PreparedSends {
    private final Destinations destinations;
    private final Subscriptions subscriptions;
    private final DatabaseClock clock;
    private final List<Unseen> unseen = new ArrayList<>(2);
    private final List<Placed> placed = new ArrayList<>(2);

    PreparedSends(Destinations destinations, Subscriptions subscriptions, DatabaseClock clock) {
        this.destinations = destinations;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    /** Adds the rows that hold what was sent until the branch commits. */
    void prepare(Batch batch, long branchId, NodeLease lease, List<Work.Sent> sends) throws StoreException {
        RowIds rowIds = RowIds.of(sends, clock, lease);
        for (Work.Sent sent : sends) {
            Envelope envelope = sent.envelope();
            if (envelope.destination().kind().isQueue()) {
                add(
                        batch,
                        branchId,
                        List.of(destinations.queue(envelope.destination())),
                        List.of(rowIds.of(envelope)),
                        envelope);
            } else {
                List<LocalQueue> queues =
                        subscriptions.matching(destinations.get(envelope.destination()), envelope, sent.origin());
                List<Long> ids = new ArrayList<>(queues.size());
                queues.forEach(queue -> ids.add(clock.nextId(lease.slot())));
                add(batch, branchId, queues, ids, envelope);
            }
        }
    }

    private void add(Batch batch, long branchId, List<LocalQueue> queues, List<Long> ids, Envelope envelope) {
        if (queues.isEmpty()) {
            return;
        }
        long bodyId = queues.size() == 1 ? ids.get(0) : envelope.id();
        batch.bodies().add(new Batch.Body(bodyId, envelope, queues.size()));
        for (int i = 0; i < queues.size(); i++) {
            batch.sends()
                    .add(new NewDelivery(
                            ids.get(i), queues.get(i).id(), Holder.unseenSend(branchId), envelope, bodyId));
            unseen.add(new Unseen(queues.get(i), ids.get(i), bodyId, envelope));
        }
    }

    /** Decides where each goes; returns those that this node keeps for its own consumers. */
    List<Long> place(NodeLease lease) {
        placed.clear();
        Admissions admissions = new Admissions(unseen.size());
        List<Long> claimed = new ArrayList<>(unseen.size());
        for (Unseen each : unseen) {
            Admission admission = admissions.admit(each.queue, each.envelope, true);
            if (admission.placement() == Placement.HELD) {
                claimed.add(each.id);
            }
            placed.add(new Placed(admission, Claim.stored(each.queue, lease, each.id, each.bodyId, each.envelope)));
        }
        return claimed;
    }

    /** The deliveries that were written at prepare. */
    List<Long> ids() {
        return unseen.stream().map(Unseen::id).toList();
    }

    /** Whether any of them has a delivery time, past or not. */
    boolean areTimed() {
        return unseen.stream().anyMatch(each -> each.envelope.deliverAt() > 0);
    }

    void published() {
        for (Placed each : placed) {
            each.claim.queue().published(each.admission, each.claim);
            if (each.admission.placement() == Placement.DELAYED) {
                // By the database's clock it may be due already.
                each.claim.queue().wakeAllNodes();
            }
        }
    }

    void cancelled() {
        placed.forEach(each -> each.claim.queue().cancelled(each.admission));
        placed.clear();
    }

    boolean hasDelayed() {
        return placed.stream().anyMatch(each -> each.admission.placement() == Placement.DELAYED);
    }

    private record Unseen(LocalQueue queue, long id, long bodyId, Envelope envelope) {}

    private record Placed(Admission admission, Claim claim) {}
}
