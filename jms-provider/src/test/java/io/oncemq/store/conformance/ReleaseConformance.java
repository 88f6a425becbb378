// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Burial;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoredDelivery;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Claims that end otherwise than by an acknowledgement, and deliveries that wait or are too late. */
interface ReleaseConformance extends StoreUnderTest {
    @Test
    default void releasedDeliveryIsBackAtItsPlace() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long first = node.sendReady(queue);
        long second = node.sendReady(queue);
        StoredDelivery claimed = node.claim(queue, 1).get(0);

        node.release(claimed, Holder.READY, 3, 0);

        List<StoredDelivery> again = node.claim(queue, 5);
        assertThat(Fixture.ids(again)).containsExactly(first, second);
        assertThat(again.get(0).deliveries()).isEqualTo(3);
        assertThat(again.get(0).crashes()).isZero();
    }

    @Test
    default void releaseMayKeepTheClaim() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long id = node.send(queue, node.lease.id());
        StoredDelivery held = node.held(queue).get(0);

        node.release(held, node.lease.id(), 1, 0);

        assertThat(node.held(queue)).singleElement().satisfies(delivery -> {
            assertThat(delivery.id()).isEqualTo(id);
            assertThat(delivery.deliveries()).isEqualTo(1);
        });
    }

    @Test
    default void whoDoesNotHoldCannotRelease() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        node.sendReady(queue);
        StoredDelivery claimed = node.claim(queue, 1).get(0);

        assertThatThrownBy(() -> other.release(claimed, Holder.READY, 1, 0)).isInstanceOf(StoreConflictException.class);

        assertThat(node.held(queue)).hasSize(1);
    }

    @Test
    default void whoDoesNotHoldCannotAcknowledge() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        node.sendReady(queue);
        node.sendReady(queue);
        StoredDelivery[] claimed = node.claim(queue, 2).toArray(StoredDelivery[]::new);

        assertThatThrownBy(() -> other.acknowledge(claimed)).isInstanceOf(StoreConflictException.class);
        assertThat(node.held(queue)).hasSize(2);
        node.acknowledge(claimed);
        assertThatThrownBy(() -> node.acknowledge(claimed)).isInstanceOf(StoreConflictException.class);
    }

    @Test
    default void anyNumberIsAcknowledgedTogether() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long bodies = rows("oncemq_message");
        Batch batch = new Batch();
        batch.acknowledgements().addAll(node.sendHeldBeside(queue, Fixture.MORE_THAN_AN_ARRAY));
        assertThat(store().deliveries().count(queue)).isEqualTo(Fixture.MORE_THAN_AN_ARRAY);

        node.write(batch);

        assertThat(store().deliveries().count(queue)).isZero();
        assertThat(rows("oncemq_message")).isEqualTo(bodies);
    }

    @Test
    default void delayedDeliveryWaitsForItsTime() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long due = node.send(
                queue,
                Holder.DELAYED,
                Fixture.message(Fixture.nextId()).deliverAt(1000).build());
        node.send(
                queue,
                Holder.DELAYED,
                Fixture.message(Fixture.nextId()).deliverAt(Long.MAX_VALUE - 1).build());
        assertThat(node.claim(queue, 5)).isEmpty();
        assertThat(store().deliveries().nextDue()).isEqualTo(1000);

        assertThat(store().deliveries().promoteDue(100)).containsExactly(queue);

        assertThat(Fixture.ids(node.claim(queue, 5))).containsExactly(due);
        assertThat(store().deliveries().promoteDue(100)).isEmpty();
        assertThat(store().deliveries().nextDue()).isGreaterThan(1000);
    }

    @Test
    default void deliveryMayBeReleasedToWait() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long id = node.sendReady(queue);

        node.release(node.claim(queue, 1).get(0), Holder.DELAYED, 1, 2000);

        assertThat(node.claim(queue, 1)).isEmpty();
        assertThat(store().deliveries().nextDue()).isEqualTo(2000);
        assertThat(store().deliveries().promoteDue(100)).containsExactly(queue);
        assertThat(Fixture.ids(node.claim(queue, 1))).containsExactly(id);
    }

    @Test
    default void fewAtATimeBecomeReady() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        for (int i = 0; i < 5; i++) {
            node.send(
                    queue,
                    Holder.DELAYED,
                    Fixture.message(Fixture.nextId()).deliverAt(10 - i).build());
        }

        assertThat(store().deliveries().promoteDue(2)).containsExactly(queue);
        assertThat(node.claim(queue, 10)).hasSize(2);
        assertThat(store().deliveries().nextDue()).isEqualTo(8);
        store().deliveries().promoteDue(10);
        assertThat(node.claim(queue, 10)).hasSize(3);
    }

    @Test
    default void expiredDeliveryIsRemovedWhileItIsReady() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long before = rows("oncemq_message");
        Envelope expired = Fixture.message(Fixture.nextId()).expiresAt(1000).build();
        SendConformance.sendBeside(node, queue, expired);
        node.send(
                queue,
                Holder.READY,
                Fixture.message(Fixture.nextId()).expiresAt(1000).build());
        long held = node.send(
                queue,
                node.lease.id(),
                Fixture.message(Fixture.nextId()).expiresAt(1000).build());
        long later = node.send(
                queue,
                Holder.READY,
                Fixture.message(Fixture.nextId()).expiresAt(Long.MAX_VALUE).build());
        long never = node.sendReady(queue);

        removeAllExpired(50);

        assertThat(store().deliveries().count(queue)).isEqualTo(3);
        assertThat(rows("oncemq_message")).isEqualTo(before);
        assertThat(Fixture.ids(node.claim(queue, 5))).containsExactly(later, never);
        assertThat(Fixture.ids(node.held(queue))).contains(held);
    }

    /** Wherever the last round ended, and however many deliveries are between them. */
    @Test
    default void expiredAreFoundAmongManyOthersPageByPage() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        Batch batch = new Batch();
        for (int i = 0; i < 300; i++) {
            Envelope envelope = Fixture.message(Fixture.nextId())
                    .expiresAt(i % 100 == 0 ? 1000 : 0)
                    .build();
            batch.sends().add(new NewDelivery(envelope.id(), queue, Holder.READY, envelope, 0));
        }
        node.write(batch);

        removeAllExpired(20);

        assertThat(store().deliveries().count(queue)).isEqualTo(297);
    }

    /** To the end of the round that is under way, if one is, and through one from the beginning. */
    private void removeAllExpired(int page) throws StoreException {
        for (int round = 0; round < 2; round++) {
            boolean full = true;
            for (int pages = 0; full; pages++) {
                full = store().deliveries().removeExpired(page).more();
                assertThat(pages).as("pages").isLessThanOrEqualTo((int) rows("oncemq_delivery") / page + 4);
            }
        }
    }

    @Test
    default void buriedDeliveryMovesWithItsBodyAndALetter() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long dead = newQueue();
        long before = rows("oncemq_message");
        Envelope sent = Fixture.message(Fixture.nextId()).expiresAt(1).build();
        SendConformance.sendBeside(node, queue, sent);
        StoredDelivery claimed = node.claim(queue, 1).get(0);
        node.release(claimed, node.lease.id(), 5, 0);
        Envelope letter = sent.toBuilder()
                .destination(DestinationName.queue("dead"))
                .properties(Map.of("reason", "poison"))
                .expiresAt(0)
                .build();
        Batch batch = new Batch();
        batch.burials().add(new Burial(claimed.id(), dead, letter));

        node.write(batch);

        assertThat(store().deliveries().count(queue)).isZero();
        StoredDelivery buried = node.claim(dead, 5).get(0);
        assertThat(buried.id()).isEqualTo(claimed.id());
        assertThat(buried.deliveries()).isZero();
        assertThat(buried.crashes()).isZero();
        assertThat(buried.envelope()).usingRecursiveComparison().isEqualTo(letter);
        node.acknowledge(buried);
        assertThat(rows("oncemq_message")).isEqualTo(before);
    }

    @Test
    default void buryingOneOfASharedBodyLeavesTheOthersAsTheyWere() throws Exception {
        Fixture node = node();
        List<Long> queues = List.of(newQueue(), newQueue());
        long dead = newQueue();
        Envelope sent = Fixture.message(Fixture.nextId()).build();
        SendConformance.sendShared(node, queues, sent);
        StoredDelivery claimed = node.claim(queues.get(0), 1).get(0);
        Batch batch = new Batch();
        batch.burials()
                .add(new Burial(
                        claimed.id(),
                        dead,
                        sent.toBuilder().properties(Map.of("reason", "x")).build()));

        node.write(batch);

        StoredDelivery other = node.claim(queues.get(1), 1).get(0);
        assertThat(other.envelope().properties()).isEmpty();
        StoredDelivery buried = node.claim(dead, 1).get(0);
        assertThat(buried.envelope().body()).isEqualTo(sent.body());
        node.acknowledge(other, buried);
        assertThat(rows("oncemq_shared")).isZero();
    }
}
