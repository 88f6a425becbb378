// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.DestinationRecord;
import io.oncemq.store.Holder;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords.Kept;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who lives, and what becomes of what the dead held. */
interface LeaseConformance extends StoreUnderTest {
    @Test
    default void leasesDifferInIdAndSlot() throws Exception {
        Fixture first = node();
        Fixture second = node();

        assertThat(second.lease.id()).isGreaterThan(first.lease.id());
        assertThat(second.lease.slot()).isBetween(0, 1023).isNotEqualTo(first.lease.slot());
    }

    @Test
    default void renewedLeaseLives() throws Exception {
        Fixture node = node();

        assertThat(store().leases().renew(node.lease.id(), Fixture.TERM))
                .isGreaterThanOrEqualTo(node.lease.databaseMillis());
        assertThat(store().leases().dead("this-process")).doesNotContain(node.lease.id());
    }

    @Test
    default void leaseThatRanOutIsDeadAndCannotBeRenewed() throws Exception {
        Fixture node = node(store(), Duration.ZERO, "this-process");

        assertThat(store().leases().dead("this-process")).contains(node.lease.id());
        assertThatThrownBy(() -> store().leases().renew(node.lease.id(), Fixture.TERM))
                .isInstanceOf(StoreConflictException.class);
    }

    @Test
    default void rescuedLeaseCannotBeRenewed() throws Exception {
        Fixture node = node();
        store().leases().rescue(node.lease.id());

        assertThatThrownBy(() -> store().leases().renew(node.lease.id(), Fixture.TERM))
                .isInstanceOf(StoreConflictException.class);
        assertThat(store().leases().dead("this-process")).doesNotContain(node.lease.id());
    }

    @Test
    default void leaseOfAProcessThatIsGoneIsDeadAtOnce() throws Exception {
        MessageStore other = openAgain();
        Fixture gone = node(other, Fixture.TERM, "gone");
        Fixture living = node();

        gone.close();
        other.close();

        // The database notices the end of a connection when it next looks at it.
        List<Long> dead = store().leases().dead("this-process");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!dead.contains(gone.lease.id()) && System.nanoTime() - deadline < 0) {
            dead = store().leases().dead("this-process");
        }
        assertThat(dead).contains(gone.lease.id()).doesNotContain(living.lease.id());
    }

    @Test
    default void rescueReleasesClaimsWithACrashMore() throws Exception {
        Fixture doomed = node();
        Fixture node = node();
        long queue = newQueue();
        long id = doomed.send(queue, doomed.lease.id());

        assertThat(store().leases().rescue(doomed.lease.id())).containsExactly(queue);

        StoredDelivery rescued = node.claim(queue, 5).get(0);
        assertThat(rescued.id()).isEqualTo(id);
        assertThat(rescued.crashes()).isEqualTo(1);
        assertThat(rescued.deliveries()).isZero();
        assertThat(store().leases().rescue(doomed.lease.id())).isEmpty();
        assertThat(node.held(queue)).hasSize(1);
    }

    @Test
    default void surrenderReleasesClaimsWithoutACrash() throws Exception {
        Fixture leaving = node();
        long queue = newQueue();
        leaving.send(queue, leaving.lease.id());

        store().leases().surrender(leaving.lease.id());

        assertThat(node().claim(queue, 5)).singleElement().satisfies(delivery -> assertThat(delivery.crashes())
                .isZero());
        assertThatThrownBy(leaving::fenced).isInstanceOf(StoreConflictException.class);
    }

    @Test
    default void whatIsKeptGoesOnUnderTheNextLease() throws Exception {
        Fixture lost = node();
        Fixture next = node();
        DestinationRecord temporary = store().destinations()
                .create(new DestinationName(DestinationName.Kind.TEMPORARY_TOPIC, "kept"), lost.lease.id());
        SubscriptionRecord own = store().subscriptions()
                .create(new SubscriptionRecord(0, temporary.id(), "", "", false, false, "", false, lost.lease.id()));
        SubscriptionRecord shared = store().subscriptions()
                .createJoined(
                        new SubscriptionRecord(0, temporary.id(), "", "kept", false, true, "", false, 0),
                        lost.lease.id());
        lost.sendReady(own.id());
        lost.sendReady(shared.id());

        assertThat(store().destinations().keep(temporary, next.lease.id())).isFalse();
        assertThat(store().subscriptions().keep(own, lost.lease.id(), next.lease.id()))
                .isEqualTo(Kept.FOUND);
        assertThat(store().subscriptions().keep(shared, lost.lease.id(), next.lease.id()))
                .isEqualTo(Kept.FOUND);
        store().leases().rescue(lost.lease.id());

        assertThat(store().deliveries().count(own.id())).isEqualTo(1);
        assertThat(store().deliveries().count(shared.id())).isEqualTo(1);
        store().leases().rescue(next.lease.id());
        assertThat(store().destinations().find(temporary.id())).isEmpty();
        assertThat(store().subscriptions().list()).doesNotContain(own, shared);
        assertThat(rows("oncemq_subscriber")).isZero();
    }

    @Test
    default void whatWentWithItsLeaseIsMadeAgainWithItsId() throws Exception {
        Fixture lost = node();
        Fixture next = node();
        DestinationName name = new DestinationName(DestinationName.Kind.TEMPORARY_TOPIC, "made again");
        DestinationRecord temporary = store().destinations().create(name, lost.lease.id());
        SubscriptionRecord own = store().subscriptions()
                .create(new SubscriptionRecord(0, temporary.id(), "", "", false, false, "", false, lost.lease.id()));
        SubscriptionRecord shared = store().subscriptions()
                .createJoined(
                        new SubscriptionRecord(0, temporary.id(), "", "made again", false, true, "", false, 0),
                        lost.lease.id());
        store().leases().rescue(lost.lease.id());
        long version = store().subscriptions().version();

        assertThat(store().subscriptions().keep(own, lost.lease.id(), next.lease.id()))
                .as("without its topic")
                .isEqualTo(Kept.GONE);
        assertThat(store().destinations().keep(temporary, next.lease.id())).isTrue();
        assertThat(store().subscriptions().keep(own, lost.lease.id(), next.lease.id()))
                .isEqualTo(Kept.REMADE);
        assertThat(store().subscriptions().keep(shared, lost.lease.id(), next.lease.id()))
                .isEqualTo(Kept.REMADE);

        assertThat(store().destinations().find(name)).map(DestinationRecord::id).hasValue(temporary.id());
        assertThat(store().subscriptions().version()).isGreaterThan(version);
        assertThatThrownBy(() -> store().subscriptions().keep(own, next.lease.id(), lost.lease.id()))
                .isInstanceOf(StoreConflictException.class);
        store().leases().rescue(next.lease.id());
        assertThat(store().subscriptions().list())
                .extracting(SubscriptionRecord::id)
                .doesNotContain(own.id(), shared.id());
    }

    @Test
    default void whatALeaseOwnedGoesWithIt() throws Exception {
        Fixture doomed = node();
        Fixture node = node();
        long messages = rows("oncemq_message");
        long topic = store().destinations()
                .create(DestinationName.topic("owned by " + doomed.lease.id()), 0)
                .id();
        DestinationRecord temporary = store().destinations()
                .create(
                        new DestinationName(DestinationName.Kind.TEMPORARY_QUEUE, "t" + doomed.lease.id()),
                        doomed.lease.id());
        SubscriptionRecord subscription = store().subscriptions()
                .create(new SubscriptionRecord(0, topic, "", "", false, false, "", false, doomed.lease.id()));
        SendConformance.sendShared(
                node,
                List.of(temporary.id(), subscription.id()),
                Fixture.message(Fixture.nextId()).build());
        doomed.claim(temporary.id(), 1);
        long version = store().subscriptions().version();

        assertThat(store().leases().rescue(doomed.lease.id())).isEmpty();

        assertThat(store().destinations().find(temporary.id())).isEmpty();
        assertThat(store().destinations().find(topic)).isPresent();
        assertThat(store().subscriptions().list()).doesNotContain(subscription);
        assertThat(store().subscriptions().version()).isGreaterThan(version);
        assertThat(store().deliveries().count(temporary.id())).isZero();
        assertThat(store().deliveries().count(subscription.id())).isZero();
        assertThat(rows("oncemq_message")).isEqualTo(messages);
        assertThat(rows("oncemq_shared")).isZero();
    }

    /** Whoever ends the lease takes a page; the rest is nobody's, and found as that. */
    @Test
    default void manyDeliveriesOfATemporaryQueueGoAfterItsLease() throws Exception {
        Fixture doomed = node();
        Fixture node = node();
        long before = rows("oncemq_delivery");
        DestinationRecord temporary = store().destinations()
                .create(
                        new DestinationName(DestinationName.Kind.TEMPORARY_QUEUE, "t" + doomed.lease.id()),
                        doomed.lease.id());
        Batch batch = new Batch();
        for (int i = 0; i < 1201; i++) {
            Envelope envelope = Fixture.message(Fixture.nextId()).build();
            batch.sends().add(new NewDelivery(envelope.id(), temporary.id(), Holder.READY, envelope, 0));
        }
        node.write(batch);

        assertThat(store().leases().rescue(doomed.lease.id())).isEmpty();

        assertThat(store().destinations().find(temporary.id())).isEmpty();
        assertThat(store().deliveries().count(temporary.id())).isEqualTo(701);
        for (int i = 0; i < 1000 && store().deliveries().removeOwnerless(); i++) {}
        assertThat(store().deliveries().count(temporary.id())).isZero();
        assertThat(rows("oncemq_delivery")).isLessThanOrEqualTo(before);
    }

    @Test
    default void slotIsFreeAgainAfterItsLease() throws Exception {
        for (int i = 0; i < 1030; i++) {
            long id = store().leases()
                    .acquire("n", "this-process", Fixture.TERM, 1)
                    .id();
            store().leases().surrender(id);
        }

        assertThat(node().lease.slot()).isBetween(0, 1023);
    }
}
