// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.DestinationName;
import io.oncemq.message.DestinationName.Kind;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Commit;
import io.oncemq.store.Batch.Content;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Batch.Prepare;
import io.oncemq.store.BranchXid;
import io.oncemq.store.DestinationRecord;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreException;
import io.oncemq.store.SubscriptionRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Destinations by name. */
interface DestinationConformance extends StoreUnderTest {
    @Test
    default void destinationIsCreatedOnce() throws Exception {
        DestinationName name = DestinationName.queue("once");

        DestinationRecord created = store().destinations().create(name, 0);

        assertThat(created.name()).isEqualTo(name);
        assertThat(created.ownerLease()).isZero();
        assertThat(store().destinations().create(name, 0)).isEqualTo(created);
        assertThat(store().destinations().find(name)).contains(created);
        assertThat(store().destinations().find(created.id())).contains(created);
        assertThat(store().destinations().list()).contains(created);
    }

    @Test
    default void queueAndTopicOfOneNameAreTwo() throws Exception {
        DestinationRecord queue = store().destinations().create(DestinationName.queue("both"), 0);
        DestinationRecord topic = store().destinations().create(DestinationName.topic("both"), 0);

        assertThat(queue.id()).isNotEqualTo(topic.id());
        assertThat(store().destinations().find(DestinationName.topic("both"))).contains(topic);
    }

    @Test
    default void creatorsAtTheSameTimeGetTheSame() {
        DestinationName name = DestinationName.queue("raced for");

        List<CompletableFuture<DestinationRecord>> created = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> create(name)))
                .toList();

        assertThat(created)
                .extracting(CompletableFuture::join)
                .containsOnly(created.get(0).join());
    }

    private DestinationRecord create(DestinationName name) {
        try {
            return store().destinations().create(name, 0);
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    default void nameIsData() throws Exception {
        List<String> hostile = List.of(
                "'; drop table oncemq_delivery; --",
                "\" or \"\"=\"",
                "\\'; select 1; --",
                "%_",
                "?",
                ":name",
                "$1",
                "{fn now()}",
                "名前 \uD83D\uDE00",
                " lead and trail ",
                "CASE",
                "case",
                "x".repeat(255));

        for (String text : hostile) {
            DestinationName name = DestinationName.queue(text);
            DestinationRecord created = store().destinations().create(name, 0);
            assertThat(store().destinations().find(name)).contains(created);
            assertThat(store().destinations().find(created.id()))
                    .map(DestinationRecord::name)
                    .contains(name);
        }
    }

    @Test
    default void deletedDestinationTakesEverythingWithIt() throws Exception {
        Fixture node = node();
        long messages = rows("oncemq_message");
        long queue = newQueue();
        SendConformance.sendBeside(
                node, queue, Fixture.message(Fixture.nextId()).build());
        node.send(queue, node.lease.id());
        node.send(
                queue,
                Holder.DELAYED,
                Fixture.message(Fixture.nextId()).deliverAt(77).build());
        node.send(queue, Holder.unseenSend(1_000_000));

        store().destinations().delete(queue);
        store().destinations().delete(queue);

        assertThat(store().destinations().find(queue)).isEmpty();
        assertThat(store().deliveries().count(queue)).isZero();
        assertThat(store().deliveries().nextDue()).isNotEqualTo(77);
        assertThat(rows("oncemq_message")).isEqualTo(messages);
    }

    /** By a node that routes by its old table, or as a late reply. */
    @Test
    default void whatIsSentToARemovedQueueGoesLater() throws Exception {
        Fixture node = node();
        removeOwnerless();
        long deliveries = rows("oncemq_delivery");
        long messages = rows("oncemq_message");
        long before = newQueue();
        long removed = newQueue();
        long after = newQueue();
        store().destinations().delete(removed);
        SendConformance.sendShared(
                node,
                List.of(before, removed, after),
                Fixture.message(Fixture.nextId()).build());
        node.send(
                removed,
                Holder.DELAYED,
                Fixture.message(Fixture.nextId()).deliverAt(78).build());

        removeOwnerless();

        assertThat(rows("oncemq_delivery")).isEqualTo(deliveries + 2);
        assertThat(store().deliveries().nextDue()).isNotEqualTo(78);
        node.acknowledge(node.claim(before, 5).get(0));
        node.acknowledge(node.claim(after, 5).get(0));
        assertThat(rows("oncemq_message")).isEqualTo(messages);
        assertThat(rows("oncemq_shared")).isZero();
    }

    /** Its rows are counted at its commit; they become the queue's, which is gone. */
    @Test
    default void branchThatSentToARemovedQueueCommits() throws Exception {
        Fixture node = node();
        removeOwnerless();
        long deliveries = rows("oncemq_delivery");
        long removed = newQueue();
        long branch = store().branches().nextId();
        Batch prepare = new Batch();
        for (int i = 0; i < 2; i++) {
            Envelope envelope = Fixture.message(Fixture.nextId()).build();
            prepare.sends().add(new NewDelivery(envelope.id(), removed, Holder.unseenSend(branch), envelope, 0));
        }
        List<Long> sent = prepare.sends().stream().map(NewDelivery::id).toList();
        prepare.branch(new Prepare(branch, new BranchXid(1, new byte[] {77}, new byte[] {1}), List.of(), "node"));
        node.write(prepare);

        store().destinations().delete(removed);
        Batch commit = new Batch();
        commit.branch(new Commit(branch, List.of(sent.get(0)), new Content(List.of(), sent)));
        node.write(commit);

        node.acknowledge(node.held(removed).get(0));
        removeOwnerless();
        assertThat(rows("oncemq_delivery")).isEqualTo(deliveries);
    }

    private void removeOwnerless() throws StoreException {
        for (int i = 0; i < 1000 && store().deliveries().removeOwnerless(); i++) {}
    }

    @Test
    default void deletedTopicTakesItsSubscriptionsWithIt() throws Exception {
        Fixture node = node();
        long topic = store().destinations()
                .create(DestinationName.topic("to be deleted"), 0)
                .id();
        SubscriptionRecord subscription = store().subscriptions()
                .create(new SubscriptionRecord(0, topic, "client", "goes with topic", true, false, "", false, 0));
        node.sendReady(subscription.id());
        long version = store().subscriptions().version();

        store().destinations().delete(topic);

        assertThat(store().subscriptions().list()).doesNotContain(subscription);
        assertThat(store().subscriptions().version()).isGreaterThan(version);
        assertThat(store().deliveries().count(subscription.id())).isZero();
    }

    @Test
    default void manyDeliveriesAreDeletedWithTheirQueue() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        Batch batch = new Batch();
        for (int i = 0; i < 1201; i++) {
            Envelope envelope = Fixture.message(Fixture.nextId()).build();
            batch.sends().add(new NewDelivery(envelope.id(), queue, Holder.READY, envelope, 0));
        }
        node.write(batch);

        store().destinations().delete(queue);

        assertThat(store().deliveries().count(queue)).isZero();
    }

    @Test
    default void temporaryDestinationKnowsItsOwner() throws Exception {
        Fixture node = node();
        DestinationName name = new DestinationName(Kind.TEMPORARY_TOPIC, "temporary");

        store().destinations().create(name, node.lease.id());

        assertThat(store().destinations().find(name))
                .map(DestinationRecord::ownerLease)
                .contains(node.lease.id());
    }
}
