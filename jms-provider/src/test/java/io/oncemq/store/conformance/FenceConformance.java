// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoredDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A node whose lease is over changes nothing any more, and a lane's row answers what became of a commit. */
interface FenceConformance extends StoreUnderTest {
    @Test
    default void nothingStartsUnderARescuedLease() throws Exception {
        Fixture node = node();
        store().leases().rescue(node.lease.id());

        assertThatThrownBy(node::fenced).isInstanceOf(StoreConflictException.class);
        assertThatThrownBy(() -> store().leases().lastBatch(node.lease.id(), 0))
                .isInstanceOf(StoreConflictException.class);
    }

    @Test
    default void rescueWaitsForWhatIsInFlightAndSeesIt() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        CompletableFuture<List<Long>> rescue;

        try (StoreTransaction transaction = node.fenced()) {
            transaction.write(node.lease.id(), List.of(sendOne(queue, node.lease.id())));
            rescue = CompletableFuture.supplyAsync(() -> rescue(node.lease.id()));
            assertThatThrownBy(() -> rescue.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            transaction.commit();
        }

        assertThat(rescue.join()).containsExactly(queue);
        assertThat(node().claim(queue, 5)).hasSize(1);
        assertThatThrownBy(node::fenced).isInstanceOf(StoreConflictException.class);
    }

    /** The same while the fence gives the lane's row another key. */
    @Test
    default void rescueWaitsForALaneThatIsBeingMoved() throws Exception {
        Fixture node = node();
        node.batchNo = 499;
        long queue = newQueue();
        CompletableFuture<List<Long>> rescue;

        try (StoreTransaction transaction = node.fenced()) {
            transaction.write(node.lease.id(), List.of(sendOne(queue, node.lease.id())));
            rescue = CompletableFuture.supplyAsync(() -> rescue(node.lease.id()));
            assertThatThrownBy(() -> rescue.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            transaction.commit();
        }

        assertThat(rescue.join()).containsExactly(queue);
        assertThatThrownBy(node::fenced).isInstanceOf(StoreConflictException.class);
        assertThat(rows("oncemq_lane where lease_id = " + node.lease.id())).isZero();
    }

    @Test
    default void theLastBatchIsKnownWhateverKeyTheLaneHas() throws Exception {
        Fixture node = node();
        for (long batch : new long[] {499, 500, 501, 999, 1000, 7000}) {
            node.batchNo = batch - 1;
            node.sendReady(newQueue());
            assertThat(store().leases().lastBatch(node.lease.id(), 0)).isEqualTo(batch);
        }
    }

    /** A lane that commits a thousand times a second is there after two months. */
    @Test
    default void aLaneGoesOnForAsLongAsItsNodeLives() throws Exception {
        Fixture node = node();
        for (long batch : new long[] {10_737_418_200L, 10_737_418_500L, 1L << 40, Long.MAX_VALUE / 2}) {
            node.batchNo = batch - 1;
            node.sendReady(newQueue());
            node.sendReady(newQueue());
            assertThat(store().leases().lastBatch(node.lease.id(), 0)).isEqualTo(batch + 1);
        }
    }

    @Test
    default void aLaneWhoseMoveWasUndoneGoesOn() throws Exception {
        Fixture node = node();
        node.batchNo = 498;
        node.sendReady(newQueue());
        node.fenced().close();

        node.sendReady(newQueue());

        assertThat(store().leases().lastBatch(node.lease.id(), 0)).isEqualTo(501);
    }

    private List<Long> rescue(long leaseId) {
        try {
            return store().leases().rescue(leaseId);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    default void lastBatchIsTheLastCommittedOne() throws Exception {
        Fixture node = node();
        assertThat(store().leases().lastBatch(node.lease.id(), 0)).isZero();
        node.sendReady(newQueue());
        node.sendReady(newQueue());
        assertThat(store().leases().lastBatch(node.lease.id(), 0)).isEqualTo(2);

        try (StoreTransaction transaction = node.fenced()) {
            transaction.write(node.lease.id(), List.of(sendOne(newQueue(), Holder.READY)));
        }

        assertThat(store().leases().lastBatch(node.lease.id(), 0)).isEqualTo(2);
    }

    @Test
    default void lastBatchWaitsForATransactionThatIsStillAlive() throws Exception {
        Fixture node = node();
        CompletableFuture<Long> answer;

        try (StoreTransaction transaction = node.fenced()) {
            answer = CompletableFuture.supplyAsync(() -> lastBatch(node.lease.id()));
            assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            transaction.commit();
        }

        assertThat(answer.join()).isEqualTo(1);
    }

    private long lastBatch(long leaseId) {
        try {
            return store().leases().lastBatch(leaseId, 0);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    default void whatIsNotCommittedIsUndone() throws Exception {
        Fixture node = node();
        long queue = newQueue();

        try (StoreTransaction transaction = node.fenced()) {
            transaction.write(node.lease.id(), List.of(sendOne(queue, Holder.READY)));
        }

        assertThat(store().deliveries().count(queue)).isZero();
    }

    @Test
    default void afterAnErrorATransactionCanOnlyBeClosed() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        Batch duplicate = sendOne(queue, Holder.READY);

        try (StoreTransaction transaction = node.fenced()) {
            transaction.write(node.lease.id(), List.of(duplicate));
            assertThatThrownBy(() -> transaction.write(node.lease.id(), List.of(duplicate)))
                    .isInstanceOf(StoreConflictException.class);
            assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
        }

        assertThat(store().deliveries().count(queue)).isZero();
        node.sendReady(queue);
        assertThat(store().deliveries().count(queue)).isEqualTo(1);
    }

    @Test
    default void sessionMayBeClosedAndItsPlaceTakenByAnother() throws Exception {
        Fixture node = node();
        for (int i = 0; i < 30; i++) {
            try (StoreSession session = store().openSession("short " + i);
                    StoreTransaction transaction = session.begin()) {
                transaction.fence(node.lease.id(), 0, i + 1);
                transaction.commit();
            }
        }

        assertThat(store().leases().lastBatch(node.lease.id(), 0)).isEqualTo(30);
    }

    @Test
    default void aBatchThatWasCommittedIsSettled() throws Exception {
        Fixture node = node();
        node.sendReady(newQueue());

        assertThat(store().leases().settle(node.lease.id(), 0, 1)).isTrue();
        assertThat(store().leases().settle(node.lease.id(), 0, 1)).isTrue();
        node.sendReady(newQueue());
        assertThat(store().leases().settle(node.lease.id(), 0, 2)).isTrue();
    }

    /** What is still on its way when it is given up must not arrive. */
    @Test
    default void aBatchThatWasGivenUpNeverHappens() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        node.sendReady(queue);

        assertThat(store().leases().settle(node.lease.id(), 0, 2)).isFalse();
        assertThat(store().leases().settle(node.lease.id(), 0, 2)).isFalse();
        assertThatThrownBy(() -> node.session.write(node.lease.id(), 0, 2, List.of(sendOne(queue, Holder.READY))))
                .isInstanceOf(StoreConflictException.class);

        assertThat(store().deliveries().count(queue)).isEqualTo(1);
        node.session.write(node.lease.id(), 0, 4, List.of(sendOne(queue, Holder.READY)));
        assertThat(store().deliveries().count(queue)).isEqualTo(2);
        assertThat(store().leases().settle(node.lease.id(), 0, 4)).isTrue();
    }

    @Test
    default void nothingIsSettledUnderARescuedLease() throws Exception {
        Fixture node = node();
        store().leases().rescue(node.lease.id());

        assertThatThrownBy(() -> store().leases().settle(node.lease.id(), 0, 1))
                .isInstanceOf(StoreConflictException.class);
        assertThatThrownBy(() -> node.sendReady(newQueue())).isInstanceOf(StoreConflictException.class);
    }

    /** Of a group that cannot be written nothing is. */
    @Test
    default void aGroupIsWrittenAsAWhole() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long held = node.send(queue, node.lease.id());
        Batch acknowledgement = new Batch();
        acknowledgement.acknowledgements().add(new HeldDelivery(held, 0));
        Batch wrong = new Batch();
        wrong.acknowledgements().add(new HeldDelivery(Fixture.nextId(), 0));

        assertThatThrownBy(() -> node.write(acknowledgement, sendOne(queue, Holder.READY), wrong))
                .isInstanceOf(StoreConflictException.class);

        assertThat(Fixture.ids(node.held(queue))).containsExactly(held);
        assertThat(node.claim(queue, 5)).isEmpty();
        node.write(acknowledgement, sendOne(queue, Holder.READY), sendOne(queue, Holder.READY));
        assertThat(node.held(queue)).isEmpty();
        assertThat(node.claim(queue, 5)).hasSize(2);
    }

    /** Bodies in their rows and beside them, of one message and of many. */
    @Test
    default void aGroupMayHoldAllKindsOfBodies() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        for (int size : new int[] {1, 3}) {
            List<Batch> group = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                group.add(sendOne(queue, node.lease.id()));
                Envelope envelope = Fixture.message(Fixture.nextId())
                        .correlationId(i == 0 ? null : "c" + i)
                        .body(i == 1 ? null : new byte[i * 1000])
                        .build();
                Batch beside = new Batch();
                beside.bodies().add(new Body(envelope.id(), envelope, 1));
                beside.sends().add(new NewDelivery(envelope.id(), queue, node.lease.id(), envelope, envelope.id()));
                group.add(beside);
            }

            node.write(group.toArray(Batch[]::new));

            List<StoredDelivery> held = node.held(queue);
            assertThat(Fixture.ids(held))
                    .containsExactlyElementsOf(group.stream()
                            .map(batch -> batch.sends().get(0).id())
                            .toList());
            for (int i = 0; i < held.size(); i++) {
                Envelope sent = group.get(i).sends().get(0).envelope();
                assertThat(held.get(i).envelope().body()).isEqualTo(sent.body());
                assertThat(held.get(i).envelope().correlationId()).isEqualTo(sent.correlationId());
            }
            node.acknowledge(held.toArray(StoredDelivery[]::new));
            assertThat(store().deliveries().count(queue)).isZero();
            for (StoredDelivery gone : held) {
                assertThat(rows("oncemq_message where id = " + gone.id())).isZero();
            }
        }
    }

    @Test
    default void interruptedThreadDoesNoHarm() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        node.sendReady(queue);

        CompletableFuture.runAsync(() -> {
                    Thread.currentThread().interrupt();
                    try {
                        node.sendReady(queue);
                    } catch (StoreException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        Thread.interrupted();
                    }
                })
                .join();

        assertThat(node.claim(queue, 5)).hasSize(2);
        assertThat(node().store.deliveries().count(queue)).isEqualTo(2);
    }

    @Test
    default void transactionThatWasLeftOpenIsNotPartOfTheNext() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        StoreTransaction left = node.fenced();
        left.write(node.lease.id(), List.of(sendOne(queue, Holder.READY)));

        node.sendReady(queue);

        assertThat(store().deliveries().count(queue)).isEqualTo(1);
    }

    private static Batch sendOne(long queue, long holder) {
        Envelope envelope = Fixture.message(Fixture.nextId()).build();
        Batch batch = new Batch();
        batch.sends().add(new NewDelivery(envelope.id(), queue, holder, envelope, 0));
        return batch;
    }
}
