// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.DestinationName;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.SubscriptionRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which subscriptions exist, and who knows of them. */
interface SubscriptionConformance extends StoreUnderTest {
    @Test
    default void subscriptionComesBackAsItWasCreated() throws Exception {
        SubscriptionRecord created = store().subscriptions()
                .create(new SubscriptionRecord(
                        0, topic(), "cl'ient", "na\"me", true, true, "colour = 'r''ed' and x like '%'", true, 0));

        assertThat(created.id()).isPositive();
        assertThat(store().subscriptions().list()).contains(created);
        store().subscriptions().delete(created.id());
        store().subscriptions().delete(created.id());
        assertThat(store().subscriptions().list()).doesNotContain(created);
    }

    @Test
    default void durableNameIsUniqueForItsClient() throws Exception {
        SubscriptionRecord created = create("a", "durable", true, false, 0);

        assertThatThrownBy(() -> create("a", "durable", true, false, 0)).isInstanceOf(StoreConflictException.class);
        assertThatThrownBy(() -> create("a", "durable", true, true, 0)).isInstanceOf(StoreConflictException.class);

        create("b", "durable", true, false, 0);
        store().subscriptions().delete(created.id());
        create("a", "durable", true, true, 0);
    }

    @Test
    default void sharedNameIsUniqueAmongTheNotDurable() throws Exception {
        Fixture node = node();
        create("", "shared", false, true, node.lease.id());
        create("", "shared", true, true, 0);

        assertThatThrownBy(() -> create("", "shared", false, true, node.lease.id()))
                .isInstanceOf(StoreConflictException.class);
    }

    @Test
    default void unsharedSubscriptionsNeedNoName() throws Exception {
        Fixture node = node();

        SubscriptionRecord first = create("", "", false, false, node.lease.id());

        assertThat(create("", "", false, false, node.lease.id()).id()).isNotEqualTo(first.id());
    }

    @Test
    default void versionRisesWithEachChange() throws Exception {
        long start = store().subscriptions().version();

        SubscriptionRecord created = create("v", "version", true, false, 0);
        long afterCreate = store().subscriptions().version();
        assertThatThrownBy(() -> create("v", "version", true, false, 0)).isInstanceOf(StoreConflictException.class);
        long afterConflict = store().subscriptions().version();
        store().subscriptions().delete(created.id());
        long afterDelete = store().subscriptions().version();
        store().subscriptions().delete(created.id());

        assertThat(afterCreate).isGreaterThan(start);
        assertThat(afterConflict).isEqualTo(afterCreate);
        assertThat(afterDelete).isGreaterThan(afterCreate);
        assertThat(store().subscriptions().version()).isEqualTo(afterDelete);
    }

    @Test
    default void seenByAllIsTheLowestOfTheLiving() throws Exception {
        Fixture first = node();
        Fixture second = node();
        node(store(), Duration.ZERO, "this-process");
        store().subscriptions().seen(first.lease.id(), 7);
        assertThat(store().subscriptions().seenByAll()).isZero();

        store().subscriptions().seen(second.lease.id(), 5);
        assertThat(store().subscriptions().seenByAll()).isEqualTo(5);
        store().subscriptions().seen(second.lease.id(), 4);
        assertThat(store().subscriptions().seenByAll()).isEqualTo(5);
        store().leases().surrender(second.lease.id());
        assertThat(store().subscriptions().seenByAll()).isEqualTo(7);
    }

    @Test
    default void withoutNodesNobodyHasToBeWaitedFor() throws Exception {
        assertThat(store().subscriptions().seenByAll())
                .isEqualTo(store().subscriptions().version());
    }

    @Test
    default void deliveriesGoWithTheirSubscription() throws Exception {
        Fixture node = node();
        SubscriptionRecord subscription = create("d", "with deliveries", true, false, 0);
        node.sendReady(subscription.id());
        node.send(subscription.id(), node.lease.id());

        store().subscriptions().delete(subscription.id());

        assertThat(store().deliveries().count(subscription.id())).isZero();
        assertThat(node.held(subscription.id())).isEmpty();
    }

    private SubscriptionRecord create(String client, String name, boolean durable, boolean shared, long owner)
            throws Exception {
        return store().subscriptions()
                .create(new SubscriptionRecord(0, topic(), client, name, durable, shared, "", false, owner));
    }

    private long topic() throws Exception {
        return store().destinations().create(DestinationName.topic("news"), 0).id();
    }
}
