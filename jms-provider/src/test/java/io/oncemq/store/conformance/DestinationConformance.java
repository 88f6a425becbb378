// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.DestinationName;
import io.oncemq.message.DestinationName.Kind;
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
        io.oncemq.store.Batch batch = new io.oncemq.store.Batch();
        for (int i = 0; i < 1201; i++) {
            io.oncemq.message.Envelope envelope =
                    Fixture.message(Fixture.nextId()).build();
            batch.sends().add(new io.oncemq.store.Batch.NewDelivery(envelope.id(), queue, Holder.READY, envelope, 0));
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
