// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.DestinationName;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import io.oncemq.store.SubscriptionRecords.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which leases have consumers on a shared subscription, and when it ends with them. */
interface MemberConformance extends StoreUnderTest {
    /** How often each race is run. */
    int ROUNDS = 12;

    private SubscriptionRecords subscriptions() {
        return store().subscriptions();
    }

    @Test
    default void sharedSubscriptionLivesUntilItsLastMemberLeaves() throws Exception {
        Fixture one = node();
        Fixture two = node();
        SubscriptionRecord shared = shared(one, false);
        assertThat(subscriptions().join(shared.id(), two.lease.id())).isTrue();
        assertThat(subscriptions().join(shared.id(), two.lease.id()))
                .as("again")
                .isTrue();
        one.sendReady(shared.id());
        long version = subscriptions().version();

        assertThat(subscriptions().leave(shared.id(), one.lease.id())).isFalse();
        assertThat(subscriptions().leave(shared.id(), one.lease.id()))
                .as("again")
                .isFalse();
        assertThat(subscriptions().list()).contains(shared);
        assertThat(subscriptions().version()).isEqualTo(version);
        assertThat(store().deliveries().count(shared.id())).isEqualTo(1);

        assertThat(subscriptions().leave(shared.id(), two.lease.id())).isTrue();
        assertThat(subscriptions().list()).doesNotContain(shared);
        assertThat(subscriptions().version()).isGreaterThan(version);
        assertThat(store().deliveries().count(shared.id())).isZero();
        assertThat(subscriptions().leave(shared.id(), two.lease.id())).isTrue();
        assertThat(subscriptions().join(shared.id(), one.lease.id())).isFalse();
        assertThat(rows("oncemq_subscriber")).isZero();
    }

    @Test
    default void durableSubscriptionStaysWithoutMembers() throws Exception {
        Fixture node = node();
        SubscriptionRecord durable = shared(node, true);

        assertThat(subscriptions().leave(durable.id(), node.lease.id())).isFalse();

        assertThat(subscriptions().list()).contains(durable);
        assertThat(subscriptions().join(durable.id(), node.lease.id())).isTrue();
        store().leases().surrender(node.lease.id());
        assertThat(subscriptions().list()).contains(durable);
        subscriptions().delete(durable.id());
    }

    @Test
    default void endOfALeaseEndsItsMemberships() throws Exception {
        Fixture dead = node();
        Fixture leaving = node();
        Fixture staying = node();
        SubscriptionRecord alone = shared(dead, false);
        SubscriptionRecord together = shared(dead, false);
        subscriptions().join(together.id(), leaving.lease.id());
        subscriptions().join(together.id(), staying.lease.id());
        staying.sendReady(together.id());

        store().leases().rescue(dead.lease.id());
        store().leases().surrender(leaving.lease.id());

        assertThat(subscriptions().list()).contains(together).doesNotContain(alone);
        assertThat(store().deliveries().count(together.id())).isEqualTo(1);
        assertThatThrownBy(() -> subscriptions().join(together.id(), dead.lease.id()))
                .isInstanceOf(StoreConflictException.class);
        assertThatThrownBy(() -> shared(dead, false)).isInstanceOf(StoreConflictException.class);
        store().leases().surrender(staying.lease.id());
        assertThat(subscriptions().list()).doesNotContain(together);
        assertThat(rows("oncemq_subscriber")).isZero();
    }

    @Test
    default void whatIsUsedElsewhereIsNotDeleted() throws Exception {
        Fixture one = node();
        Fixture two = node();
        SubscriptionRecord durable = shared(one, true);
        Member first = new Member(one.lease.id(), "node");

        assertThat(subscriptions().otherMember(durable.id(), one.lease.id())).isEmpty();
        assertThat(subscriptions().otherMember(durable.id(), two.lease.id())).contains(first);
        assertThat(subscriptions().deleteUnused(durable.id(), two.lease.id())).contains(first);
        assertThat(subscriptions().list()).contains(durable);

        subscriptions().leave(durable.id(), one.lease.id());
        assertThat(subscriptions().deleteUnused(durable.id(), two.lease.id())).isEmpty();
        assertThat(subscriptions().deleteUnused(durable.id(), two.lease.id())).isEmpty();
        assertThat(subscriptions().list()).doesNotContain(durable);
    }

    @Test
    default void oneWhoseLeaseIsOverDoesNotKeepOthersFromDeleting() throws Exception {
        Fixture dead = node(store(), Duration.ZERO, "this-process");
        Fixture node = node();
        SubscriptionRecord durable = shared(dead, true);

        assertThat(subscriptions().deleteUnused(durable.id(), node.lease.id())).isEmpty();

        assertThat(subscriptions().list()).doesNotContain(durable);
        assertThat(rows("oncemq_subscriber")).isZero();
    }

    /** Members that leave at once: with the last one, whoever that is, the subscription ends. */
    @Test
    default void ofMembersThatLeaveAtOnceOneEndsIt() throws Exception {
        Fixture one = node();
        Fixture two = node();
        for (int round = 0; round < ROUNDS; round++) {
            SubscriptionRecord shared = shared(one, false);
            subscriptions().join(shared.id(), two.lease.id());
            long version = subscriptions().version();

            List<Boolean> gone =
                    atOnce(List.of(() -> subscriptions().leave(shared.id(), one.lease.id()), () -> subscriptions()
                            .leave(shared.id(), two.lease.id())));

            assertThat(gone).containsExactlyInAnyOrder(true, false);
            assertThat(subscriptions().version()).isEqualTo(version + 1);
            assertThat(subscriptions().list()).doesNotContain(shared);
        }
    }

    /** Who joins while the last member leaves is a member, or is told that the subscription is gone. */
    @Test
    default void whoJoinsWhileTheLastLeavesKnowsWhetherItIsGone() throws Exception {
        Fixture leaving = node();
        Fixture coming = node();
        for (int round = 0; round < ROUNDS; round++) {
            SubscriptionRecord shared = shared(leaving, false);

            List<Boolean> answers =
                    atOnce(List.of(() -> subscriptions().leave(shared.id(), leaving.lease.id()), () -> subscriptions()
                            .join(shared.id(), coming.lease.id())));

            assertThat(answers.get(1)).isNotEqualTo(answers.get(0));
            assertThat(subscriptions().list().contains(shared)).isEqualTo(answers.get(1));
            assertThat(subscriptions().leave(shared.id(), coming.lease.id())).isTrue();
        }
        assertThat(rows("oncemq_subscriber")).isZero();
    }

    /** Members of the same two subscriptions die, leave and come at once: nobody waits in a circle, nothing is left. */
    @Test
    default void leasesThatEndAtOnceLeaveNothing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Fixture one = node();
            Fixture two = node();
            Fixture three = node();
            SubscriptionRecord first = shared(one, false);
            SubscriptionRecord second = shared(two, false);
            subscriptions().join(second.id(), one.lease.id());
            subscriptions().join(first.id(), two.lease.id());

            List<Boolean> answers = atOnce(List.of(
                    () -> {
                        store().leases().rescue(one.lease.id());
                        return true;
                    },
                    () -> {
                        store().leases().surrender(two.lease.id());
                        return true;
                    },
                    () -> subscriptions().join(second.id(), three.lease.id()),
                    () -> join(first, one)));

            assertThat(subscriptions().list().contains(second)).isEqualTo(answers.get(2));
            subscriptions().leave(second.id(), three.lease.id());
            assertThat(subscriptions().list()).doesNotContain(first, second);
            assertThat(rows("oncemq_subscriber")).isZero();
        }
    }

    /** Returns false if the subscription or the lease is gone. */
    private boolean join(SubscriptionRecord subscription, Fixture node) throws Exception {
        try {
            return subscriptions().join(subscription.id(), node.lease.id());
        } catch (StoreConflictException e) {
            assertThat(e).hasMessageContaining("has ended");
            return false;
        }
    }

    private static List<Boolean> atOnce(List<Callable<Boolean>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CyclicBarrier together = new CyclicBarrier(calls.size());
            List<Future<Boolean>> futures = new ArrayList<>();
            for (Callable<Boolean> call : calls) {
                futures.add(threads.submit(() -> {
                    together.await(30, TimeUnit.SECONDS);
                    return call.call();
                }));
            }
            List<Boolean> answers = new ArrayList<>();
            for (Future<Boolean> each : futures) {
                answers.add(each.get(30, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private SubscriptionRecord shared(Fixture member, boolean durable) throws Exception {
        long topic = store().destinations()
                .create(DestinationName.topic("shared"), 0)
                .id();
        return subscriptions()
                .createJoined(
                        new SubscriptionRecord(0, topic, "", "member " + Fixture.nextId(), durable, true, "", false, 0),
                        member.lease.id());
    }
}
