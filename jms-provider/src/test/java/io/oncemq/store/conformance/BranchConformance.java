// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.Commit;
import io.oncemq.store.Batch.Content;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Batch.Prepare;
import io.oncemq.store.Batch.Rollback;
import io.oncemq.store.BranchRecords.BranchRecord;
import io.oncemq.store.BranchXid;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoredDelivery;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an XA branch sent and received is in doubt from prepare until commit or rollback, whoever calls it. */
interface BranchConformance extends StoreUnderTest {
    @Test
    default void preparedBranchIsFoundByValue() throws Exception {
        Fixture node = node();
        BranchXid xid = newXid();
        long id = prepare(node, xid, List.of(), List.of());

        BranchRecord found = store().branches().find(BranchXid.of(xid)).orElseThrow();

        assertThat(found.id()).isEqualTo(id);
        assertThat(found.xid()).isEqualTo(xid);
        assertThat(found.nodeName()).isEqualTo("node");
        assertThat(found.preparedAt())
                .isBetween(node.lease.databaseMillis() - 1000, node.lease.databaseMillis() + 60_000);
        assertThat(store().branches().list()).contains(found);
        assertThat(store().branches().find(newXid())).isEmpty();
        end(node, new Rollback(id));
        assertThat(store().branches().find(xid)).isEmpty();
    }

    @Test
    default void listIsOldestFirst() throws Exception {
        Fixture node = node();
        long first = prepare(node, newXid(), List.of(), List.of());
        long second = prepare(node, newXid(), List.of(), List.of());

        assertThat(store().branches().list()).extracting(BranchRecord::id).containsSubsequence(first, second);

        end(node, new Commit(second, List.of(), null));
        end(node, new Commit(first, List.of(), null));
    }

    @Test
    default void sameXidCannotBePreparedTwice() throws Exception {
        Fixture node = node();
        BranchXid xid = newXid();
        long id = prepare(node, xid, List.of(), List.of());

        assertThatThrownBy(() -> prepare(node, xid, List.of(), List.of())).isInstanceOf(StoreConflictException.class);

        end(node, new Rollback(id));
    }

    @Test
    default void nobodySeesABranchBeforeItCommits() throws Exception {
        Fixture node = node();
        long in = newQueue();
        long out = newQueue();
        node.sendReady(in);
        StoredDelivery received = node.claim(in, 1).get(0);

        long branch = prepare(node, newXid(), List.of(out), List.of(received));

        assertThat(node.claim(in, 5)).isEmpty();
        assertThat(node.held(in)).isEmpty();
        assertThat(node.claim(out, 5)).isEmpty();
        assertThat(store().deliveries().count(in)).isZero();
        assertThat(store().deliveries().count(out)).isZero();
        end(node, new Rollback(branch));
    }

    @Test
    default void committedBranchDeliversAndAcknowledges() throws Exception {
        Fixture node = node();
        long in = newQueue();
        long out = newQueue();
        node.sendReady(in);
        StoredDelivery received = node.claim(in, 1).get(0);
        long branch = prepare(node, newXid(), List.of(out, out), List.of(received));

        end(node(), new Commit(branch, List.of(), null));

        assertThat(store().deliveries().count(in)).isZero();
        assertThat(node.claim(out, 5)).hasSize(2);
    }

    @Test
    default void branchMayAcknowledgeAnyNumber() throws Exception {
        Fixture node = node();
        long queue = newQueue();
        long branch = store().branches().nextId();

        end(node, new Prepare(branch, newXid(), node.sendHeldBeside(queue, Fixture.MORE_THAN_AN_ARRAY), "node"));
        assertThat(node.held(queue)).isEmpty();
        assertThat(rows("oncemq_delivery where queue_id = " + queue)).isEqualTo(Fixture.MORE_THAN_AN_ARRAY);

        end(node(), new Commit(branch, List.of(), null));
        assertThat(rows("oncemq_delivery where queue_id = " + queue)).isZero();
    }

    @Test
    default void committingNodeMayClaimTheSends() throws Exception {
        Fixture node = node();
        long out = newQueue();
        long branch = store().branches().nextId();
        Batch batch = new Batch();
        Envelope claimed = Fixture.message(Fixture.nextId()).build();
        Envelope ready = Fixture.message(Fixture.nextId()).build();
        Stream.of(claimed, ready).forEach(envelope -> batch.sends()
                .add(new NewDelivery(envelope.id(), out, Holder.unseenSend(branch), envelope, 0)));
        batch.branch(new Prepare(branch, newXid(), List.of(), "node"));
        node.write(batch);

        end(node, new Commit(branch, List.of(claimed.id()), null));

        assertThat(Fixture.ids(node.held(out))).containsExactly(claimed.id());
        assertThat(Fixture.ids(node().claim(out, 5))).containsExactly(ready.id());
    }

    @Test
    default void contentOfABranchMayBeKnown() throws Exception {
        Fixture node = node();
        long in = newQueue();
        long out = newQueue();
        long bodies = rows("oncemq_message");
        node.sendReady(in);
        SendConformance.sendBeside(node, in, Fixture.message(Fixture.nextId()).build());
        Prepared branch = prepareAll(node, newXid(), List.of(out, out, out), node.claim(in, 2));
        List<Long> sends = branch.content.sends();

        end(node, new Commit(branch.id, List.of(sends.get(1)), branch.content));

        assertThat(store().branches().list()).noneMatch(record -> record.id() == branch.id);
        assertThat(store().deliveries().count(in)).isZero();
        assertThat(rows("oncemq_message")).isEqualTo(bodies);
        assertThat(node.held(in)).isEmpty();
        assertThat(Fixture.ids(node.held(out))).containsExactly(sends.get(1));
        assertThat(Fixture.ids(node().claim(out, 5))).containsExactly(sends.get(0), sends.get(2));
    }

    @Test
    default void whatWasTakenOutOfABranchIsNotMissed() throws Exception {
        Fixture node = node();
        long in = newQueue();
        long out = store().destinations()
                .create(DestinationName.queue("out" + Fixture.nextId()), 0)
                .id();
        node.sendReady(in);
        Prepared branch = prepareAll(node, newXid(), List.of(out), node.claim(in, 1));
        store().destinations().delete(out);

        end(node, new Commit(branch.id, List.of(), branch.content));

        assertThat(store().branches().list()).noneMatch(record -> record.id() == branch.id);
        assertThat(store().deliveries().count(in)).isZero();
    }

    @Test
    default void branchOfKnownContentEndsOnce() throws Exception {
        Fixture node = node();
        long out = newQueue();
        Prepared branch = prepareAll(node, newXid(), List.of(out), List.of());
        Commit commit = new Commit(branch.id, List.of(), branch.content);
        end(node, commit);

        assertThatThrownBy(() -> end(node, commit)).isInstanceOf(StoreConflictException.class);
        assertThat(store().deliveries().count(out)).isEqualTo(1);
    }

    @Test
    default void groupMayPrepareAndCommitSeveralBranches() throws Exception {
        Fixture node = node();
        long in = newQueue();
        long out = newQueue();
        node.sendReady(in);
        node.sendReady(in);
        node.sendReady(in);
        List<StoredDelivery> received = node.claim(in, 3);
        Prepared one = prepareAll(node, newXid(), List.of(out), received.subList(0, 1));
        Prepared other = prepareAll(node, newXid(), List.of(out), received.subList(1, 2));
        List<Long> claimed = other.content.sends();
        Batch plain = new Batch();
        plain.acknowledgements().addAll(held(received.subList(2, 3)));
        long third = store().branches().nextId();

        node.write(
                of(new Commit(one.id, List.of(), one.content)),
                plain,
                of(new Prepare(third, newXid(), List.of(), "node")),
                of(new Commit(other.id, claimed, other.content)));

        assertThat(store().deliveries().count(in)).isZero();
        assertThat(node.held(in)).isEmpty();
        assertThat(Fixture.ids(node.held(out))).isEqualTo(claimed);
        assertThat(Fixture.ids(node().claim(out, 5))).isEqualTo(one.content.sends());
        assertThat(store().branches().list())
                .extracting(BranchRecord::id)
                .contains(third)
                .doesNotContain(one.id, other.id);
        end(node, new Rollback(third));
    }

    @Test
    default void sendsOfABranchMayBeDelayed() throws Exception {
        Fixture node = node();
        long out = newQueue();
        long branch = store().branches().nextId();
        Batch batch = new Batch();
        Envelope later =
                Fixture.message(Fixture.nextId()).deliverAt(Long.MAX_VALUE - 5).build();
        Envelope past = Fixture.message(Fixture.nextId()).deliverAt(5).build();
        Stream.of(later, past).forEach(envelope -> batch.sends()
                .add(new NewDelivery(envelope.id(), out, Holder.unseenSend(branch), envelope, 0)));
        batch.branch(new Prepare(branch, newXid(), List.of(), "node"));
        node.write(batch);

        end(node, new Commit(branch, List.of(), null));

        assertThat(Fixture.ids(node.claim(out, 5))).containsExactly(past.id());
        assertThat(store().deliveries().count(out)).isEqualTo(2);
        assertThat(store().deliveries().nextDue()).isLessThanOrEqualTo(Long.MAX_VALUE - 5);
    }

    @Test
    default void rolledBackBranchUndoesBoth() throws Exception {
        Fixture node = node();
        long in = newQueue();
        long out = newQueue();
        long before = rows("oncemq_message");
        SendConformance.sendBeside(node, in, Fixture.message(Fixture.nextId()).build());
        StoredDelivery received = node.claim(in, 1).get(0);
        long branch = store().branches().nextId();
        Batch batch = new Batch();
        Envelope large =
                Fixture.message(Fixture.nextId()).body(new byte[300_000]).build();
        batch.bodies().add(new Body(large.id(), large, 1));
        batch.sends().add(new NewDelivery(large.id(), out, Holder.unseenSend(branch), large, large.id()));
        batch.branch(
                new Prepare(branch, newXid(), List.of(new HeldDelivery(received.id(), received.bodyId())), "node"));
        node.write(batch);

        end(node(), new Rollback(branch));

        assertThat(store().deliveries().count(out)).isZero();
        assertThat(rows("oncemq_message")).isEqualTo(before + 1);
        assertThat(rows("oncemq_chunk")).isZero();
        StoredDelivery again = node.claim(in, 5).get(0);
        assertThat(again.id()).isEqualTo(received.id());
        assertThat(again.deliveries()).isEqualTo(1);
        assertThat(again.crashes()).isZero();
    }

    @Test
    default void branchEndsOnce() throws Exception {
        Fixture node = node();
        long out = newQueue();
        long branch = prepare(node, newXid(), List.of(out), List.of());
        end(node, new Commit(branch, List.of(), null));

        assertThatThrownBy(() -> end(node, new Commit(branch, List.of(), null)))
                .isInstanceOf(StoreConflictException.class);
        assertThatThrownBy(() -> end(node, new Rollback(branch))).isInstanceOf(StoreConflictException.class);
        assertThat(store().deliveries().count(out)).isEqualTo(1);
    }

    @Test
    default void whoDoesNotHoldCannotPrepare() throws Exception {
        Fixture node = node();
        long in = newQueue();
        long out = newQueue();
        node.sendReady(in);
        StoredDelivery received = node.claim(in, 1).get(0);
        node.release(received, Holder.READY, 1, 0);
        BranchXid xid = newXid();

        assertThatThrownBy(() -> prepare(node, xid, List.of(out), List.of(received)))
                .isInstanceOf(StoreConflictException.class);

        assertThat(store().branches().find(xid)).isEmpty();
        assertThat(node.claim(in, 1)).hasSize(1);
    }

    @Test
    default void preparedBranchOutlivesItsNode() throws Exception {
        Fixture doomed = node();
        long in = newQueue();
        long out = newQueue();
        doomed.sendReady(in);
        StoredDelivery received = doomed.claim(in, 1).get(0);
        long branch = prepare(doomed, newXid(), List.of(out), List.of(received));

        assertThat(store().leases().rescue(doomed.lease.id())).isEmpty();

        Fixture other = node();
        assertThat(other.claim(in, 5)).isEmpty();
        end(other, new Commit(branch, List.of(), null));
        assertThat(other.claim(in, 5)).isEmpty();
        assertThat(other.claim(out, 5)).hasSize(1);
    }

    @Test
    default void branchNumbersAreNeverReused() throws Exception {
        long first = store().branches().nextId();

        assertThat(first).isPositive();
        assertThat(store().branches().nextId()).isGreaterThan(first);
    }

    private long prepare(Fixture node, BranchXid xid, List<Long> sendTo, List<StoredDelivery> received)
            throws Exception {
        return prepareAll(node, xid, sendTo, received).id;
    }

    private Prepared prepareAll(Fixture node, BranchXid xid, List<Long> sendTo, List<StoredDelivery> received)
            throws Exception {
        long branch = store().branches().nextId();
        Batch batch = new Batch();
        for (long queue : sendTo) {
            Envelope envelope = Fixture.message(Fixture.nextId()).build();
            batch.sends().add(new NewDelivery(envelope.id(), queue, Holder.unseenSend(branch), envelope, 0));
        }
        batch.branch(new Prepare(branch, xid, held(received), "node"));
        node.write(batch);
        return new Prepared(
                branch,
                new Content(
                        held(received),
                        batch.sends().stream().map(NewDelivery::id).toList()));
    }

    /** A branch and what it holds. */
    record Prepared(long id, Content content) {}

    private static void end(Fixture node, Batch.BranchChange change) throws Exception {
        node.write(of(change));
    }

    private static Batch of(Batch.BranchChange change) {
        Batch batch = new Batch();
        batch.branch(change);
        return batch;
    }

    private static List<HeldDelivery> held(List<StoredDelivery> received) {
        return received.stream()
                .map(delivery -> new HeldDelivery(delivery.id(), delivery.bodyId()))
                .toList();
    }

    private static BranchXid newXid() {
        byte[] unique = Long.toString(Fixture.nextId()).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] global = new byte[64];
        System.arraycopy(unique, 0, global, 0, unique.length);
        return new BranchXid(-7, global, unique);
    }
}
