// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoreTransaction.ClaimResult;
import io.oncemq.store.StoredDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who claims gets what is ready, in order, and nobody else gets it. */
interface ClaimConformance extends StoreUnderTest {
    @Test
    default void claimTakesHigherPriorityThenOlderFirst() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long low = node.send(
                queue,
                Holder.READY,
                Fixture.message(Fixture.nextId()).priority(1).build());
        long first = node.sendReady(queue);
        long second = node.sendReady(queue);
        long high = node.send(
                queue,
                Holder.READY,
                Fixture.message(Fixture.nextId()).priority(9).build());

        assertThat(Fixture.ids(node.claim(queue, 3))).containsExactly(high, first, second);
        assertThat(Fixture.ids(node.claim(queue, 3))).containsExactly(low);
    }

    @Test
    default void claimSaysWhetherTheQueueIsExhausted() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        node.sendReady(queue);
        node.sendReady(queue);
        node.sendReady(queue);

        assertThat(node.claimResult(queue, 1).exhausted()).isFalse();
        assertThat(node.claimResult(queue, 5).exhausted()).isTrue();
        assertThat(node.claimResult(queue, 5)).isEqualTo(new ClaimResult(List.of(), true, false));
    }

    @Test
    default void claimLeavesOtherQueuesAndHeldDeliveriesAlone() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        node.sendReady(newQueue());
        node.send(queue, node.lease.id());
        node.send(
                queue,
                Holder.DELAYED,
                Fixture.message(Fixture.nextId()).deliverAt(Long.MAX_VALUE).build());
        long ready = node.sendReady(queue);

        assertThat(Fixture.ids(other.claim(queue, 10))).containsExactly(ready);
        assertThat(other.claim(queue, 10)).isEmpty();
    }

    @Test
    default void deliveryThatIsClaimedFromBirthIsHeld() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long born = node.send(queue, node.lease.id());
        long elsewhere = node.send(newQueue(), node.lease.id());
        node.sendReady(queue);
        Fixture other = node();
        other.send(queue, other.lease.id());

        assertThat(Fixture.ids(node.held(queue))).containsExactly(born).doesNotContain(elsewhere);
    }

    @Test
    default void heldIsInOrder() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long low = node.send(
                queue,
                node.lease.id(),
                Fixture.message(Fixture.nextId()).priority(2).build());
        long high = node.send(
                queue,
                node.lease.id(),
                Fixture.message(Fixture.nextId()).priority(8).build());

        assertThat(Fixture.ids(node.held(queue))).containsExactly(high, low);
    }

    @Test
    default void chosenDeliveriesAreClaimedIfStillReady() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        long first = node.sendReady(queue);
        long taken = other.send(queue, other.lease.id());
        long second = node.send(
                queue,
                Holder.READY,
                Fixture.message(Fixture.nextId()).priority(9).build());
        long elsewhere = node.sendReady(newQueue());
        node.sendReady(queue);

        List<StoredDelivery> claimed;
        try (StoreTransaction transaction = node.fenced()) {
            claimed = transaction.claim(
                    node.lease.id(), queue, new long[] {first, taken, second, elsewhere, Long.MAX_VALUE});
            transaction.commit();
        }

        assertThat(Fixture.ids(claimed)).containsExactly(second, first);
        assertThat(Fixture.ids(node.held(queue))).containsExactly(second, first);
    }

    @Test
    default void deliveryThatWentDownWithANodeIsClaimedAlone() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        Fixture doomed = node();
        long before = node.sendReady(queue);
        long crashed = doomed.send(queue, doomed.lease.id());
        long after = node.sendReady(queue);
        store().leases().rescue(doomed.lease.id());

        ClaimResult first = node.claimResult(queue, 10);
        ClaimResult second = node.claimResult(queue, 10);
        ClaimResult third = node.claimResult(queue, 10);

        assertThat(Fixture.ids(first.deliveries())).containsExactly(before);
        assertThat(first.exhausted()).isFalse();
        assertThat(Fixture.ids(second.deliveries())).containsExactly(crashed);
        assertThat(second.deliveries().get(0).crashes()).isEqualTo(1);
        assertThat(second.exhausted()).isFalse();
        assertThat(Fixture.ids(third.deliveries())).containsExactly(after);
        assertThat(third.exhausted()).isTrue();
    }

    @Test
    default void claimThatIsNotCommittedIsNotMade() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long sent = node.sendReady(queue);

        try (StoreTransaction transaction = node.fenced()) {
            assertThat(transaction.claim(node.lease.id(), queue, 1).deliveries())
                    .hasSize(1);
        }

        assertThat(Fixture.ids(node.claim(queue, 1))).containsExactly(sent);
    }

    @Test
    default void deliveryIsNeverClaimedTwice() throws Exception {
        int total = 600;
        long queue = newQueue();
        Fixture sender = node();
        Batch batch = new Batch();
        for (int i = 0; i < total; i++) {
            Envelope envelope = Fixture.message(Fixture.nextId()).build();
            batch.sends().add(new NewDelivery(envelope.id(), queue, Holder.READY, envelope, 0));
        }
        sender.write(batch);
        List<Fixture> claimers = List.of(node(), node(), node());

        List<CompletableFuture<List<Long>>> claims = claimers.stream()
                .map(claimer -> CompletableFuture.supplyAsync(() -> claimAll(claimer, queue)))
                .toList();
        List<Long> all = new ArrayList<>();
        claims.forEach(claim -> all.addAll(claim.join()));

        assertThat(all).hasSize(total).doesNotHaveDuplicates();
    }

    private static List<Long> claimAll(Fixture node, long queue) {
        try {
            List<Long> all = new ArrayList<>();
            ClaimResult result;
            do {
                result = node.claimResult(queue, 7);
                all.addAll(Fixture.ids(result.deliveries()));
            } while (!result.exhausted() || !result.deliveries().isEmpty());
            return all;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
