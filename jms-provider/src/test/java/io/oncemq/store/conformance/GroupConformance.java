// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Prepare;
import io.oncemq.store.Batch.Rollback;
import io.oncemq.store.BranchXid;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoreTransaction.ClaimResult;
import io.oncemq.store.StoredDelivery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A message group is one lease's at a time, and comes in its order. */
interface GroupConformance extends StoreUnderTest {
    @Test
    default void groupIsClaimedByOneLeaseAtATime() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        long first = send(node, queue, "g");
        send(node, queue, "g");
        long elsewhere = send(node, queue, "h");

        assertThat(Fixture.ids(claim(node, queue, 1).deliveries())).containsExactly(first);
        ClaimResult others = claim(other, queue, 10);
        ClaimResult again = claim(other, queue, 10);

        assertThat(Fixture.ids(others.deliveries())).containsExactly(elsewhere);
        assertThat(again.deliveries()).isEmpty();
        assertThat(again.exhausted()).isTrue();
    }

    @Test
    default void plainClaimLeavesGroupsAloneAndSaysThatThereAreSome() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        send(node, queue, "g");
        long plain = node.sendReady(queue);

        ClaimResult first;
        ClaimResult second;
        try (StoreTransaction transaction = node.fenced()) {
            first = transaction.claim(node.lease.id(), queue, 1);
            second = transaction.claim(node.lease.id(), queue, 10);
            transaction.commit();
        }

        List<Long> both = new ArrayList<>(Fixture.ids(first.deliveries()));
        both.addAll(Fixture.ids(second.deliveries()));
        assertThat(both).containsExactly(plain);
        assertThat(second.grouped()).isTrue();
        assertThat(second.exhausted()).isFalse();
    }

    @Test
    default void claimWithGroupsKeepsTheQueuesOrder() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long one = send(node, queue, "g");
        long two = node.sendReady(queue);
        long three = send(node, queue, "h");
        long four = send(node, queue, "g");

        assertThat(Fixture.ids(claim(node, queue, 10).deliveries())).containsExactly(one, two, three, four);
    }

    @Test
    default void groupThatIsLeftOutIsNotClaimed() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long mine = send(node, queue, "g");
        long more = send(node, queue, "g");
        long other = send(node, queue, "h");

        assertThat(Fixture.ids(claim(node, queue, 1).deliveries())).containsExactly(mine);
        assertThat(Fixture.ids(claim(node, queue, 10, List.of("g")).deliveries()))
                .containsExactly(other);
        assertThat(Fixture.ids(claim(node, queue, 10).deliveries())).containsExactly(more);
    }

    @Test
    default void groupThatIsLetGoIsAnyones() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        send(node, queue, "g");
        long second = send(node, queue, "g");
        StoredDelivery claimed = claim(node, queue, 1).deliveries().get(0);
        node.acknowledge(claimed);
        assertThat(claim(other, queue, 10).deliveries()).isEmpty();

        letGo(node, queue, "g");

        assertThat(Fixture.ids(claim(other, queue, 10).deliveries())).containsExactly(second);
        assertThat(claim(node, queue, 10).deliveries()).isEmpty();
    }

    @Test
    default void anyNumberOfGroupsIsLetGo() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        send(node, queue, "g");
        long second = send(node, queue, "g");
        node.acknowledge(claim(node, queue, 1).deliveries().get(0));

        letGo(
                node,
                queue,
                Stream.concat(IntStream.range(0, Fixture.MORE_THAN_AN_ARRAY).mapToObj(i -> "h" + i), Stream.of("g"))
                        .toList());

        assertThat(Fixture.ids(claim(node(), queue, 10).deliveries())).containsExactly(second);
    }

    @Test
    default void groupOfADeadLeaseIsAnyonesFromItsFirst() throws Exception {
        Fixture doomed = node();
        Fixture node = node();
        long queue = newQueue();
        long first = send(node, queue, "g");
        long second = send(node, queue, "g");
        claim(doomed, queue, 1);

        store().leases().rescue(doomed.lease.id());

        assertThat(Fixture.ids(claim(node, queue, 10).deliveries())).containsExactly(first);
        assertThat(Fixture.ids(claim(node, queue, 10).deliveries())).containsExactly(second);
    }

    @Test
    default void surrenderedGroupIsAnyones() throws Exception {
        Fixture leaving = node();
        Fixture node = node();
        long queue = newQueue();
        long first = send(node, queue, "g");
        claim(leaving, queue, 1);

        store().leases().surrender(leaving.lease.id());

        assertThat(Fixture.ids(claim(node, queue, 10).deliveries())).containsExactly(first);
    }

    @Test
    default void nothingOfAGroupIsClaimedWhileAnAcknowledgementIsInDoubt() throws Exception {
        Fixture doomed = node();
        Fixture node = node();
        long queue = newQueue();
        long first = send(node, queue, "g");
        long second = send(node, queue, "g");
        StoredDelivery received = claim(doomed, queue, 1).deliveries().get(0);
        long branch = store().branches().nextId();
        Batch prepare = new Batch();
        prepare.branch(new Prepare(
                branch,
                new BranchXid(1, new byte[] {7}, new byte[] {(byte) branch}),
                List.of(new HeldDelivery(received.id(), received.bodyId())),
                "node"));
        doomed.write(prepare);
        store().leases().rescue(doomed.lease.id());

        assertThat(claim(node, queue, 10).deliveries()).isEmpty();
        assertThat(store().deliveries().withReady(node.lease.id(), new long[] {queue}))
                .isEmpty();

        Batch rollback = new Batch();
        rollback.branch(new Rollback(branch));
        node.write(rollback);
        assertThat(Fixture.ids(claim(node, queue, 10).deliveries())).containsExactly(first, second);
    }

    @Test
    default void nothingOfAGroupIsClaimedWhileARejectedDeliveryWaits() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        send(node, queue, "g");
        send(node, queue, "g");
        StoredDelivery rejected = claim(node, queue, 1).deliveries().get(0);
        node.release(rejected, Holder.DELAYED, 1, Long.MAX_VALUE);
        letGo(node, queue, "g");

        assertThat(claim(other, queue, 10).deliveries()).isEmpty();
        assertThat(claim(node, queue, 10).deliveries()).isEmpty();
    }

    @Test
    default void messageThatIsNotDueYetDoesNotHoldUpItsGroup() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        Envelope later = Fixture.message(Fixture.nextId())
                .properties(Map.of("JMSXGroupID", "g"))
                .deliverAt(Long.MAX_VALUE)
                .build();
        node.send(queue, Holder.DELAYED, later);
        long now = send(node, queue, "g");

        assertThat(Fixture.ids(claim(node, queue, 10).deliveries())).containsExactly(now);
    }

    @Test
    default void chosenDeliveriesOfAGroupAreClaimedByItsOwnerOnly() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        long first = send(node, queue, "g");

        assertThat(claim(node, queue, new long[] {first})).isEmpty();
        assertThat(own(node, queue, "g")).containsExactly("g");
        assertThat(own(node, queue, "g", "h")).containsExactly("h");
        assertThat(own(other, queue, "g", "h")).isEmpty();
        assertThat(claim(other, queue, new long[] {first})).isEmpty();
        assertThat(Fixture.ids(claim(node, queue, new long[] {first}))).containsExactly(first);
    }

    @Test
    default void readyDeliveriesOfAnothersGroupAreNoReasonToLook() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        send(node, queue, "g");
        send(node, queue, "g");
        claim(node, queue, 1);

        assertThat(store().deliveries().withReady(other.lease.id(), new long[] {queue}))
                .isEmpty();
        assertThat(store().deliveries().withReady(node.lease.id(), new long[] {queue}))
                .containsExactly(queue);
    }

    @Test
    default void groupsWhoseNamesNoColumnCanHoldAreStillDifferent() throws Exception {
        Fixture node = node();
        Fixture other = node();
        long queue = newQueue();
        List<String> hostile = List.of(
                "x".repeat(300) + "1", "x".repeat(300) + "2", "nul \0", "lone \uD800", "lone \uD801", "\uD83D\uDE00");
        for (String group : hostile) {
            send(node, queue, group);
        }
        long again = send(node, queue, hostile.get(0));

        claim(node, queue, 1);

        assertThat(claim(other, queue, 10).deliveries()).hasSize(hostile.size() - 1);
        assertThat(Fixture.ids(claim(node, queue, 10).deliveries())).containsExactly(again);
    }

    @Test
    default void noGroupHasTwoOwnersHoweverManyClaimAtOnce() throws Exception {
        long queue = newQueue();
        Fixture sender = node();
        Batch batch = new Batch();
        for (int i = 0; i < 400; i++) {
            Envelope envelope = Fixture.message(Fixture.nextId())
                    .properties(Map.of("JMSXGroupID", "g" + i % 40))
                    .build();
            batch.sends().add(new Batch.NewDelivery(envelope.id(), queue, Holder.READY, envelope, 0));
        }
        sender.write(batch);
        List<Fixture> claimers = List.of(node(), node(), node());

        List<CompletableFuture<List<StoredDelivery>>> claims = claimers.stream()
                .map(claimer -> CompletableFuture.supplyAsync(() -> claimAll(claimer, queue)))
                .toList();

        Map<String, Set<Integer>> owners = new HashMap<>();
        int count = 0;
        for (int i = 0; i < claims.size(); i++) {
            Map<String, Long> last = new HashMap<>();
            for (StoredDelivery delivery : claims.get(i).join()) {
                String group = String.valueOf(delivery.envelope().group());
                owners.computeIfAbsent(group, key -> new HashSet<>()).add(i);
                assertThat(delivery.id()).isGreaterThan(last.getOrDefault(group, 0L));
                last.put(group, delivery.id());
                count++;
            }
        }
        assertThat(count).isEqualTo(400);
        assertThat(owners).hasSize(40).allSatisfy((group, leases) -> assertThat(leases)
                .hasSize(1));
    }

    private static List<StoredDelivery> claimAll(Fixture node, long queue) {
        List<StoredDelivery> all = new ArrayList<>();
        int empty = 0;
        while (empty < 3) {
            try {
                ClaimResult result = claim(node, queue, 7, List.of());
                all.addAll(result.deliveries());
                empty = result.deliveries().isEmpty() && result.exhausted() ? empty + 1 : 0;
            } catch (StoreException e) {
                // Two at once on a database that says so: asked again, as the engine does.
                empty = 0;
            }
        }
        return all;
    }

    private static long send(Fixture node, long queue, String group) throws StoreException {
        Envelope envelope = Fixture.message(Fixture.nextId())
                .properties(Map.of("JMSXGroupID", group))
                .build();
        return node.send(queue, Holder.READY, envelope);
    }

    private static ClaimResult claim(Fixture node, long queue, int limit) throws StoreException {
        return claim(node, queue, limit, List.of());
    }

    private static ClaimResult claim(Fixture node, long queue, int limit, List<String> without) throws StoreException {
        try (StoreTransaction transaction = node.fenced()) {
            ClaimResult result = transaction.claimGrouped(node.lease.id(), queue, limit, without);
            transaction.commitUnsynced();
            return result;
        }
    }

    private static List<StoredDelivery> claim(Fixture node, long queue, long[] ids) throws StoreException {
        try (StoreTransaction transaction = node.fenced()) {
            List<StoredDelivery> result = transaction.claim(node.lease.id(), queue, ids);
            transaction.commitUnsynced();
            return result;
        }
    }

    private static List<String> own(Fixture node, long queue, String... groups) throws StoreException {
        try (StoreTransaction transaction = node.fenced()) {
            List<String> result = transaction.own(node.lease.id(), queue, List.of(groups));
            transaction.commitUnsynced();
            return result;
        }
    }

    private static void letGo(Fixture node, long queue, String group) throws StoreException {
        letGo(node, queue, List.of(group));
    }

    private static void letGo(Fixture node, long queue, Collection<String> groups) throws StoreException {
        try (StoreTransaction transaction = node.fenced()) {
            transaction.letGo(node.lease.id(), queue, groups);
            transaction.commitUnsynced();
        }
    }
}
