// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.DeliveryRecords.Head;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.Holder;
import io.oncemq.store.StoredDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Queues are read page by page without being changed. */
interface PageConformance extends StoreUnderTest {
    @Test
    default void queuesWithReadyDeliveriesAreFound() throws Exception {
        Fixture node = node();
        long ready = newQueue();
        long held = newQueue();
        long empty = newQueue();
        node.sendReady(ready);
        node.sendReady(ready);
        node.send(held, node.lease.id());

        assertThat(store().deliveries().withReady(1, new long[] {empty, held, ready}))
                .containsExactly(ready);
        assertThat(store().deliveries().withReady(1, new long[0])).isEmpty();
    }

    @Test
    default void headsComePageByPageInDeliveryOrder() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        List<Long> ordered = sendMixed(node, queue);
        node.send(queue, node.lease.id());

        List<Long> read = new ArrayList<>();
        Place after = Place.FIRST;
        List<Head> page = store().deliveries().readyHeads(queue, after, 2);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            page.forEach(head -> read.add(head.id()));
            after = page.get(page.size() - 1).place();
            page = store().deliveries().readyHeads(queue, after, 2);
        }

        assertThat(read).containsExactlyElementsOf(ordered);
    }

    @Test
    default void headHasPropertiesAndNoBody() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        node.send(
                queue,
                Holder.READY,
                Fixture.message(Fixture.nextId())
                        .properties(Map.of("colour", "red"))
                        .build());
        SendConformance.sendBeside(
                node,
                queue,
                Fixture.message(Fixture.nextId())
                        .properties(Map.of("colour", "blue"))
                        .body(new byte[300_000])
                        .build());

        List<Head> heads = store().deliveries().readyHeads(queue, Place.FIRST, 10);

        assertThat(heads)
                .extracting(head -> head.envelope().properties().get("colour"))
                .containsExactly("red", "blue");
        assertThat(heads).extracting(head -> head.envelope().body()).containsOnlyNulls();
        assertThat(heads).extracting(Head::crashes).containsOnly(0);
    }

    @Test
    default void largeHeadsAreReadAsSmallOnesAre() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        Batch batch = new Batch();
        for (int length : List.of(10, 1_000, 1_100, 100_000, 20)) {
            Envelope envelope = Fixture.message(Fixture.nextId())
                    .properties(Map.of("long", "x".repeat(length)))
                    .build();
            batch.bodies().add(new Body(envelope.id(), envelope, 1));
            batch.sends().add(new NewDelivery(envelope.id(), queue, Holder.READY, envelope, envelope.id()));
        }
        List<Envelope> sent = batch.sends().stream().map(NewDelivery::envelope).toList();
        node.write(batch);

        assertThat(store().deliveries().readyHeads(queue, Place.FIRST, 10))
                .extracting(head -> head.envelope().properties())
                .containsExactlyElementsOf(
                        sent.stream().map(Envelope::properties).toList());
        List<StoredDelivery> claimed = node.claim(queue, 10);
        assertThat(claimed)
                .extracting(delivery -> delivery.envelope().properties())
                .containsExactlyElementsOf(
                        sent.stream().map(Envelope::properties).toList());
        assertThat(claimed)
                .extracting(delivery -> delivery.envelope().body())
                .containsExactlyElementsOf(sent.stream().map(Envelope::body).toList());
    }

    @Test
    default void browserSeesReadyAndClaimedWithBodies() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        List<Long> ordered = new ArrayList<>(sendMixed(node, queue));
        ordered.add(node.send(
                queue,
                node.lease.id(),
                Fixture.message(Fixture.nextId()).priority(0).build()));
        node.claim(queue, 3);
        node.send(
                queue,
                Holder.DELAYED,
                Fixture.message(Fixture.nextId()).deliverAt(Long.MAX_VALUE).build());
        node.send(queue, Holder.unseenSend(1_000_001));

        List<Long> read = new ArrayList<>();
        Place after = Place.FIRST;
        List<StoredDelivery> page = store().deliveries().browse(queue, after, 3);
        while (!page.isEmpty()) {
            for (StoredDelivery delivery : page) {
                assertThat(delivery.envelope().body()).isNotEmpty();
                after = new Place(delivery.envelope().priority(), delivery.id());
                read.add(delivery.id());
            }
            page = store().deliveries().browse(queue, after, 3);
        }

        assertThat(read).containsExactlyElementsOf(ordered);
    }

    @Test
    default void countLeavesOutWhatBranchesHold() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        node.sendReady(queue);
        node.send(queue, node.lease.id());
        node.send(
                queue,
                Holder.DELAYED,
                Fixture.message(Fixture.nextId()).deliverAt(Long.MAX_VALUE).build());
        node.send(queue, Holder.unseenSend(1_000_002));
        node.send(queue, Holder.doubtfulAcknowledgement(1_000_002));

        assertThat(store().deliveries().count(queue)).isEqualTo(3);
    }

    /** Sends with several priorities, some bodies beside; answers the ids in delivery order. */
    private static List<Long> sendMixed(Fixture node, long queue) throws Exception {
        List<Long> ordered = new ArrayList<>();
        for (int priority : new int[] {9, 4, 1}) {
            for (int i = 0; i < 3; i++) {
                long id = Fixture.nextId();
                if (i == 1) {
                    SendConformance.sendBeside(
                            node, queue, Fixture.message(id).priority(priority).build());
                } else {
                    node.send(
                            queue,
                            Holder.READY,
                            Fixture.message(id).priority(priority).build());
                }
                ordered.add(id);
            }
        }
        return ordered;
    }
}
