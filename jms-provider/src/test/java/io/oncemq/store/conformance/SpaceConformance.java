// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.BranchXid;
import io.oncemq.store.Holder;
import io.oncemq.store.SpaceRecords;
import io.oncemq.store.SpaceRecords.Amount;
import io.oncemq.store.StoreException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much there is. */
interface SpaceConformance extends StoreUnderTest {
    private SpaceRecords space() {
        return store().space();
    }

    private static Envelope message(int bodyBytes) {
        return Fixture.message(Fixture.nextId()).body(new byte[bodyBytes]).build();
    }

    /** Bodies beside their deliveries: of one delivery, or shared. */
    private static void sendBeside(Fixture node, long holder, Envelope envelope, long... queueIds)
            throws StoreException {
        Batch batch = new Batch();
        batch.bodies().add(new Batch.Body(envelope.id(), envelope, queueIds.length));
        for (long queueId : queueIds) {
            long id = queueIds.length == 1 ? envelope.id() : Fixture.nextId();
            batch.sends().add(new Batch.NewDelivery(id, queueId, holder, envelope, envelope.id()));
        }
        node.write(batch);
    }

    @Test
    default void whatEachHolderHasCountsWhereverItsBodyIs() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long other = newQueue();
        long empty = newQueue();
        Amount before = space().all(true);

        node.send(queue, Holder.READY, message(10));
        node.send(queue, node.lease.id(), message(20));
        sendBeside(node, Holder.READY, message(30), queue);
        sendBeside(node, Holder.READY, message(400_000), queue);
        sendBeside(node, Holder.READY, message(1_000), queue, other);
        node.send(
                queue,
                Holder.DELAYED,
                message(40).toBuilder().deliverAt(Long.MAX_VALUE / 2).build());
        node.send(
                other,
                Holder.READY,
                Fixture.message(Fixture.nextId()).body(null).build());
        prepare(node, other, message(50));

        assertThat(space().queues(List.of(queue, other, empty), true))
                .containsOnly(Map.entry(queue, new Amount(6, 401_100)), Map.entry(other, new Amount(3, 1_050)));
        assertThat(space().queues(List.of(queue, other), false))
                .containsOnly(Map.entry(queue, new Amount(6, 0)), Map.entry(other, new Amount(3, 0)));
        Amount after = space().all(true);
        assertThat(after.messages() - before.messages()).isEqualTo(9);
        assertThat(after.bytes() - before.bytes())
                .as("the shared body once")
                .isEqualTo(10 + 20 + 30 + 400_000 + 1_000 + 40 + 50);
        assertThat(space().all(false)).isEqualTo(new Amount(after.messages(), 0));
    }

    private void prepare(Fixture node, long queueId, Envelope envelope) throws StoreException {
        long branch = store().branches().nextId();
        Batch batch = new Batch();
        batch.bodies().add(new Batch.Body(envelope.id(), envelope, 1));
        batch.sends()
                .add(new Batch.NewDelivery(envelope.id(), queueId, Holder.unseenSend(branch), envelope, envelope.id()));
        batch.branch(new Batch.Prepare(
                branch, new BranchXid(1, new byte[] {7}, new byte[] {(byte) branch}), List.of(), "node"));
        node.write(batch);
    }

    @Test
    default void nothingIsAskedOfNoQueue() throws Exception {
        assertThat(space().queues(List.of(), true)).isEmpty();
    }
}
