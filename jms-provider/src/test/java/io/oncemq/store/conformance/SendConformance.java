// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoredDelivery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Messages come back as they were sent, and leave nothing behind when they are acknowledged. */
interface SendConformance extends StoreUnderTest {
    @Test
    default void messageComesBackAsItWasSent() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("text", "'; drop table oncemq_delivery; --");
        properties.put("JMSXGroupID", "group");
        properties.put("number", 42L);
        long id = Fixture.nextId();
        Envelope sent = new Envelope.Builder(DestinationName.queue("täglich \"x\" 'y'"), BodyKind.BYTES)
                .id(id)
                .priority(7)
                .persistent(false)
                .sentAt(123)
                .expiresAt(Long.MAX_VALUE)
                .deliverAt(456)
                .correlationId("correlated")
                .type("type")
                .replyTo(DestinationName.topic("answers"))
                .properties(properties)
                .body(new byte[] {0, 1, -1})
                .build();

        node.send(queue, Holder.READY, sent);

        StoredDelivery delivery = node.claim(queue, 10).get(0);
        assertThat(delivery.id()).isEqualTo(id);
        assertThat(delivery.queueId()).isEqualTo(queue);
        assertThat(delivery.bodyId()).isZero();
        assertThat(delivery.deliveries()).isZero();
        assertThat(delivery.crashes()).isZero();
        assertThat(delivery.envelope()).usingRecursiveComparison().isEqualTo(sent);
    }

    @Test
    default void correlationIdOfAnyTextIsStored() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        List<String> hostile =
                List.of("nul \0 inside", "x".repeat(10_000), "lone \uD800 surrogate", "\uD83D\uDE00", "");

        for (String value : hostile) {
            node.send(
                    queue,
                    Holder.READY,
                    Fixture.message(Fixture.nextId()).correlationId(value).build());
        }

        assertThat(node.claim(queue, 10))
                .extracting(delivery -> delivery.envelope().correlationId())
                .containsExactlyElementsOf(hostile);
    }

    @Test
    default void noBodyAndAnEmptyBodyAreDifferent() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        node.send(
                queue,
                Holder.READY,
                Fixture.message(Fixture.nextId()).body(null).build());
        node.send(
                queue,
                Holder.READY,
                Fixture.message(Fixture.nextId()).body(new byte[0]).build());
        sendBeside(node, queue, Fixture.message(Fixture.nextId()).body(null).build());
        sendBeside(
                node, queue, Fixture.message(Fixture.nextId()).body(new byte[0]).build());

        assertThat(node.claim(queue, 10))
                .extracting(delivery -> delivery.envelope().body())
                .containsExactly(null, new byte[0], null, new byte[0]);
    }

    @Test
    default void bodyBesideItsDeliveryGoesWithIt() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long before = rows("oncemq_message");
        Envelope sent = Fixture.message(Fixture.nextId()).build();

        sendBeside(node, queue, sent);

        StoredDelivery delivery = node.claim(queue, 1).get(0);
        assertThat(delivery.bodyId()).isEqualTo(delivery.id());
        assertThat(delivery.envelope()).usingRecursiveComparison().isEqualTo(sent);
        node.acknowledge(delivery);
        assertThat(rows("oncemq_message")).isEqualTo(before);
        assertThat(store().deliveries().count(queue)).isZero();
    }

    @Test
    default void largeBodyIsStoredInParts() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        byte[] body = new byte[5 * 1024 * 1024 + 3];
        new Random(1).nextBytes(body);
        long before = rows("oncemq_chunk");

        sendBeside(node, queue, Fixture.message(Fixture.nextId()).body(body).build());

        assertThat(rows("oncemq_chunk")).isEqualTo(before + 21);
        StoredDelivery delivery = node.claim(queue, 1).get(0);
        assertThat(delivery.envelope().body()).isEqualTo(body);
        node.acknowledge(delivery);
        assertThat(rows("oncemq_chunk")).isEqualTo(before);
    }

    @Test
    default void bodyOfExactlyOnePartNeedsNoParts() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        byte[] body = new byte[256 * 1024];
        long before = rows("oncemq_chunk");

        sendBeside(node, queue, Fixture.message(Fixture.nextId()).body(body).build());

        assertThat(rows("oncemq_chunk")).isEqualTo(before);
        assertThat(node.claim(queue, 1).get(0).envelope().body()).isEqualTo(body);
    }

    @Test
    default void sharedBodyStaysUntilItsLastDeliveryGoes() throws Exception {
        Fixture node = node();
        List<Long> queues = List.of(newQueue(), newQueue(), newQueue());
        long before = rows("oncemq_message");
        Envelope sent =
                Fixture.message(Fixture.nextId()).body(new byte[300_000]).build();

        sendShared(node, queues, sent);

        for (int i = 0; i < 3; i++) {
            assertThat(rows("oncemq_message")).isEqualTo(before + 1);
            StoredDelivery delivery = node.claim(queues.get(i), 5).get(0);
            assertThat(delivery.bodyId()).isNotZero().isNotEqualTo(delivery.id());
            assertThat(delivery.envelope()).usingRecursiveComparison().isEqualTo(sent);
            node.acknowledge(delivery);
        }
        assertThat(rows("oncemq_message")).isEqualTo(before);
        assertThat(rows("oncemq_shared")).isZero();
        assertThat(rows("oncemq_chunk")).isZero();
    }

    @Test
    default void deliveriesOfOneSharedBodyMayGoTogether() throws Exception {
        Fixture node = node();
        List<Long> queues = List.of(newQueue(), newQueue());
        long before = rows("oncemq_message");
        sendShared(node, queues, Fixture.message(Fixture.nextId()).build());

        node.acknowledge(
                node.claim(queues.get(0), 1).get(0),
                node.claim(queues.get(1), 1).get(0));

        assertThat(rows("oncemq_message")).isEqualTo(before);
        assertThat(rows("oncemq_shared")).isZero();
    }

    @Test
    default void twoNodesThatShareBodiesNeitherLoseThemNorKeepThem() throws Exception {
        List<Fixture> nodes = List.of(node(), node());
        List<Long> queues = List.of(newQueue(), newQueue());
        long before = rows("oncemq_message");
        for (int i = 0; i < 40; i++) {
            sendShared(nodes.get(0), queues, Fixture.message(Fixture.nextId()).build());
        }

        List<CompletableFuture<Void>> both = List.of(0, 1).stream()
                .map(i -> CompletableFuture.runAsync(() -> acknowledgeAll(nodes.get(i), queues.get(i))))
                .toList();
        both.forEach(CompletableFuture::join);

        assertThat(rows("oncemq_message")).isEqualTo(before);
        assertThat(rows("oncemq_shared")).isZero();
    }

    private static void acknowledgeAll(Fixture node, long queue) {
        try {
            List<StoredDelivery> claimed = node.claim(queue, 4);
            while (!claimed.isEmpty()) {
                node.acknowledge(claimed.toArray(StoredDelivery[]::new));
                claimed = node.claim(queue, 4);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    default void groupIsWrittenTogether() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        node.sendReady(queue);
        StoredDelivery held = node.claim(queue, 1).get(0);
        Batch first = new Batch();
        Batch second = new Batch();
        for (int i = 0; i < 50; i++) {
            Envelope envelope = Fixture.message(Fixture.nextId()).build();
            (i % 2 == 0 ? first : second).sends().add(new NewDelivery(envelope.id(), queue, Holder.READY, envelope, 0));
        }
        second.acknowledgements().add(new HeldDelivery(held.id(), held.bodyId()));

        node.write(first, second);

        assertThat(store().deliveries().count(queue)).isEqualTo(50);
    }

    @Test
    default void groupFailsTogether() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        Batch good = new Batch();
        Envelope envelope = Fixture.message(Fixture.nextId()).build();
        good.sends().add(new NewDelivery(envelope.id(), queue, Holder.READY, envelope, 0));
        Batch bad = new Batch();
        bad.acknowledgements().add(new HeldDelivery(Fixture.nextId(), 0));

        assertThatThrownBy(() -> node.write(good, bad)).isInstanceOf(StoreConflictException.class);

        assertThat(store().deliveries().count(queue)).isZero();
        node.write(good);
        assertThat(store().deliveries().count(queue)).isEqualTo(1);
    }

    @Test
    default void headThatNoRowTakesIsRefused() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        Envelope envelope = Fixture.message(Fixture.nextId())
                .properties(Map.of("large", "x".repeat(1024 * 1024)))
                .build();

        assertThatThrownBy(() -> node.send(queue, Holder.READY, envelope))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("1048576")
                .hasMessageNotContaining("xxx");

        node.sendReady(queue);
        assertThat(store().deliveries().count(queue)).isEqualTo(1);
    }

    static void sendBeside(Fixture node, long queue, Envelope envelope) throws Exception {
        Batch batch = new Batch();
        batch.bodies().add(new Body(envelope.id(), envelope, 1));
        batch.sends().add(new NewDelivery(envelope.id(), queue, Holder.READY, envelope, envelope.id()));
        node.write(batch);
    }

    static void sendShared(Fixture node, List<Long> queues, Envelope envelope) throws Exception {
        Batch batch = new Batch();
        batch.bodies().add(new Body(envelope.id(), envelope, queues.size()));
        for (long queue : queues) {
            batch.sends().add(new NewDelivery(Fixture.nextId(), queue, Holder.READY, envelope, envelope.id()));
        }
        node.write(batch);
    }
}
