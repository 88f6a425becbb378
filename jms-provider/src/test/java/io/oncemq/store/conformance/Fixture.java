// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.DeliveryId;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.Lease;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoreTransaction.ClaimResult;
import io.oncemq.store.StoredDelivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A node's way to use a store, shortened for tests: its lease, a lane, and ids in order. */
final class Fixture implements AutoCloseable {
    static final Duration TERM = Duration.ofMinutes(1);

    private static final AtomicLong NEXT_ID = new AtomicLong();

    /** More than an array of H2 takes (65,536). */
    static final int MORE_THAN_AN_ARRAY = 66_000;

    final MessageStore store;
    final Lease lease;
    final StoreSession session;
    long batchNo;

    Fixture(MessageStore store) throws StoreException {
        this(store, TERM, "this-process");
    }

    Fixture(MessageStore store, Duration term, String processId) throws StoreException {
        this.store = store;
        this.lease = store.leases().acquire("node", processId, term, store.laneCount());
        this.session = store.openSession("lane 0");
    }

    static long nextId() {
        // As young as those of a node: stores may count on it.
        long now = DeliveryId.of(DeliveryId.tickOf(System.currentTimeMillis()), 0);
        return NEXT_ID.updateAndGet(last -> Math.max(last + 1, now));
    }

    static Envelope.Builder message(long id) {
        return new Envelope.Builder(DestinationName.queue("orders"), BodyKind.TEXT)
                .id(id)
                .sentAt(1_700_000_000_000L)
                .body(("message " + id).getBytes(StandardCharsets.UTF_8));
    }

    StoreTransaction fenced() throws StoreException {
        StoreTransaction transaction = session.begin();
        try {
            transaction.fence(lease.id(), 0, ++batchNo);
            return transaction;
        } catch (StoreException e) {
            transaction.close();
            throw e;
        }
    }

    void write(Batch... group) throws StoreException {
        session.write(lease.id(), 0, ++batchNo, List.of(group));
    }

    /** Sends a message whose body is in its delivery's row. */
    long send(long queueId, long holder, Envelope envelope) throws StoreException {
        Batch batch = new Batch();
        batch.sends().add(new Batch.NewDelivery(envelope.id(), queueId, holder, envelope, 0));
        write(batch);
        return envelope.id();
    }

    long send(long queueId, long holder) throws StoreException {
        return send(queueId, holder, message(nextId()).build());
    }

    /** Sends deliveries with bodies of their own beside them, held by this node's lease. */
    List<HeldDelivery> sendHeldBeside(long queueId, int count) throws StoreException {
        Batch batch = new Batch();
        for (int i = 0; i < count; i++) {
            Envelope envelope = message(nextId()).build();
            batch.bodies().add(new Batch.Body(envelope.id(), envelope, 1));
            batch.sends().add(new Batch.NewDelivery(envelope.id(), queueId, lease.id(), envelope, envelope.id()));
        }
        write(batch);
        return batch.sends().stream()
                .map(send -> new HeldDelivery(send.id(), send.bodyId()))
                .toList();
    }

    long sendReady(long queueId) throws StoreException {
        return send(queueId, Holder.READY);
    }

    List<StoredDelivery> claim(long queueId, int limit) throws StoreException {
        return claimResult(queueId, limit).deliveries();
    }

    ClaimResult claimResult(long queueId, int limit) throws StoreException {
        try (StoreTransaction transaction = fenced()) {
            ClaimResult claimed = transaction.claim(lease.id(), queueId, limit);
            if (claimed.grouped() && claimed.deliveries().isEmpty()) {
                claimed = transaction.claimGrouped(lease.id(), queueId, limit, List.of());
            }
            transaction.commitUnsynced();
            return claimed;
        }
    }

    List<StoredDelivery> held(long queueId) throws StoreException {
        try (StoreTransaction transaction = fenced()) {
            List<StoredDelivery> held = transaction.held(lease.id(), queueId);
            transaction.commit();
            return held;
        }
    }

    void acknowledge(StoredDelivery... deliveries) throws StoreException {
        Batch batch = new Batch();
        for (StoredDelivery delivery : deliveries) {
            batch.acknowledgements().add(new HeldDelivery(delivery.id(), delivery.bodyId()));
        }
        write(batch);
    }

    void release(StoredDelivery delivery, long holder, int deliveries, long deliverAt) throws StoreException {
        Batch batch = new Batch();
        batch.releases().add(new Batch.Release(delivery.id(), delivery.queueId(), holder, deliveries, deliverAt));
        write(batch);
    }

    static List<Long> ids(List<StoredDelivery> deliveries) {
        return deliveries.stream().map(StoredDelivery::id).toList();
    }

    @Override
    public void close() {
        session.close();
    }
}
