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
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/**
 * The deliveries of one work on their way into one batch: where each goes is decided before the commit, and followed up
 * after it, once. Used by one thread.
 */
final class Outbox {
    private final Destinations destinations;
    private final Subscriptions subscriptions;
    private final DatabaseClock clock;
    private final NodeLease lease;
    private final List<Posted> posted = new ArrayList<>(2);

    Outbox(Destinations destinations, Subscriptions subscriptions, DatabaseClock clock, NodeLease lease) {
        this.destinations = destinations;
        this.subscriptions = subscriptions;
        this.clock = clock;
        this.lease = lease;
    }

    /** Routes and places what was sent, and adds the rows to the batch. */
    void fill(Batch batch, List<Work.Sent> sends) throws StoreException {
        RowIds rowIds = RowIds.of(sends, clock, lease);
        Admissions admissions = new Admissions(sends.size());
        for (Work.Sent sent : sends) {
            Envelope envelope = sent.envelope();
            DestinationName destination = envelope.destination();
            if (destination.kind().isQueue()) {
                place(batch, admissions, destinations.queue(destination), rowIds.of(envelope), envelope);
            } else {
                publish(batch, admissions, sent);
            }
        }
    }

    private void place(Batch batch, Admissions admissions, LocalQueue queue, long id, Envelope envelope) {
        write(batch, admissions.admit(queue, envelope, needsRow(queue, envelope)), queue, id, envelope);
    }

    /** Whether it may not be in memory only. What no row could take must be refused now, not when it is to go to the store. */
    private static boolean needsRow(LocalQueue queue, Envelope envelope) {
        return (envelope.persistent() && !queue.identity().endsHere()) || envelope.headBoundBytes() > Batch.ROW_BYTES;
    }

    private void publish(Batch batch, Admissions admissions, Work.Sent sent) throws StoreException {
        Envelope envelope = sent.envelope();
        List<LocalQueue> rows = new ArrayList<>(1);
        List<Admission> admitted = new ArrayList<>(1);
        for (LocalQueue queue :
                subscriptions.matching(destinations.get(envelope.destination()), envelope, sent.origin())) {
            Admission admission = admissions.admit(queue, envelope, needsRow(queue, envelope));
            if (admission.placement() == Placement.MEMORY) {
                write(batch, admission, queue, nextId(), envelope);
            } else {
                rows.add(queue);
                admitted.add(admission);
            }
        }
        if (rows.size() == 1) {
            write(batch, admitted.get(0), rows.get(0), nextId(), envelope);
        } else if (!rows.isEmpty()) {
            batch.bodies().add(new Batch.Body(envelope.id(), envelope, rows.size()));
            for (int i = 0; i < rows.size(); i++) {
                add(batch, admitted.get(i), rows.get(i), nextId(), envelope, envelope.id());
            }
        }
    }

    private long nextId() {
        return clock.nextId(lease.slot());
    }

    /** Writes a delivery with a body of its own, unless it stays in memory. */
    private void write(Batch batch, Admission admission, LocalQueue queue, long id, Envelope envelope) {
        if (admission.placement() == Placement.MEMORY) {
            posted.add(new Posted(admission, Claim.inMemory(queue, lease, id, envelope)));
        } else if (admission.placement() == Placement.HELD && envelope.bodySizeBytes() <= Batch.INLINE_BYTES) {
            add(batch, admission, queue, id, envelope, 0);
        } else {
            batch.bodies().add(new Batch.Body(id, envelope, 1));
            add(batch, admission, queue, id, envelope, id);
        }
    }

    private void add(Batch batch, Admission admission, LocalQueue queue, long id, Envelope envelope, long bodyId) {
        batch.sends().add(new NewDelivery(id, queue.id(), holder(admission.placement()), envelope, bodyId));
        posted.add(new Posted(admission, Claim.stored(queue, lease, id, bodyId, envelope)));
    }

    private long holder(Placement placement) {
        return switch (placement) {
            case HELD -> lease.id();
            case READY -> Holder.READY;
            case DELAYED -> Holder.DELAYED;
            case MEMORY -> throw new IllegalStateException("a delivery in memory has no row");
        };
    }

    boolean hasDelayed() {
        return posted.stream().anyMatch(each -> each.admission.placement() == Placement.DELAYED);
    }

    /** The batch is committed. */
    void published() {
        for (Posted each : posted) {
            each.claim.queue().published(each.admission, each.claim);
        }
    }

    /** The batch was not, or not surely, committed. */
    void cancelled() {
        for (Posted each : posted) {
            each.claim.queue().cancelled(each.admission);
        }
    }

    private record Posted(Admission admission, Claim claim) {}
}
