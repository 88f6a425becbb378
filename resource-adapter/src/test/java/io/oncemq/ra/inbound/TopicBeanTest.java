// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import io.oncemq.store.MessageStore;
import io.oncemq.store.SubscriptionRecord;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import jakarta.resource.ResourceException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class TopicBeanTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    private Bean bean() {
        return Bean.transacted(running.server(), message -> received.add(((TextMessage) message).getText()));
    }

    private static OnceMqActivationSpec durable() {
        OnceMqActivationSpec spec = Server.onTopic("news");
        spec.setSubscriptionDurability("Durable");
        spec.setSubscriptionName("reader");
        spec.setClientId("client");
        return spec;
    }

    private String next() throws InterruptedException {
        return received.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void nonDurableSubscriptionGetsWhatIsPublishedWhileItIsActive() throws Exception {
        Bean bean = bean();
        OnceMqActivationSpec spec = Server.onTopic("news");

        running.client().publish("news", "before");
        running.adapter().endpointActivation(bean, spec);
        running.client().publish("news", "during");
        assertThat(next()).isEqualTo("during");
        running.adapter().endpointDeactivation(bean, spec);
        running.client().publish("news", "after");
        running.adapter().endpointActivation(bean, spec);
        running.client().publish("news", "again");

        assertThat(next()).isEqualTo("again");
    }

    private void publishUnlessLost() {
        try {
            running.client().publish("news", "goes on");
        } catch (JMSException e) {
            // The first of them finds out that the lease is lost.
            assertThat(e).hasMessageContaining("lost");
        }
    }

    private String nextThatIsPublished() throws InterruptedException {
        String next;
        do {
            publishUnlessLost();
            next = received.poll(100, TimeUnit.MILLISECONDS);
        } while (next == null);
        return next;
    }

    @Test
    void nonDurableSubscriptionGoesOnWhenItWasRemovedWithALostLease() throws Exception {
        running.adapter().endpointActivation(bean(), Server.onTopic("news"));
        MessageStore store = running.adapter().access().node().engine().store();
        long lease = store.subscriptions().list().get(0).ownerLease();
        store.leases().rescue(lease);
        // The node's heartbeat may have found out, and subscribed again under its next lease.
        assertThat(store.subscriptions().list())
                .extracting(SubscriptionRecord::ownerLease)
                .doesNotContain(lease);

        while (store.subscriptions().list().isEmpty()) {
            nextThatIsPublished();
        }
        assertThat(nextThatIsPublished()).isEqualTo("goes on");
    }

    /** As if another server had taken it over and ended it. */
    @Test
    void beanSubscribesAgainWhenItsSubscriptionEndedWhileTheLeaseWasLost() throws Exception {
        OnceMqActivationSpec spec = durable();
        spec.setClientId("");
        running.adapter().endpointActivation(bean(), spec);
        running.adapter().endpointActivation(Bean.transacted(running.server(), message -> {}), Server.onTopic("other"));
        MessageStore store = running.adapter().access().node().engine().store();
        for (SubscriptionRecord record : store.subscriptions().list()) {
            if (record.durable()) {
                store.subscriptions().delete(record.id());
            } else {
                store.leases().rescue(record.ownerLease());
            }
        }

        while (store.subscriptions().list().stream().noneMatch(SubscriptionRecord::durable)) {
            publishUnlessLost();
            received.poll(100, TimeUnit.MILLISECONDS);
        }

        assertThat(nextThatIsPublished()).isEqualTo("goes on");
    }

    @Test
    void durableSubscriptionKeepsWhatIsPublishedWhileItIsNot() throws Exception {
        Bean bean = bean();
        OnceMqActivationSpec spec = durable();

        running.adapter().endpointActivation(bean, spec);
        running.adapter().endpointDeactivation(bean, spec);
        running.client().publish("news", "meanwhile");
        running.adapter().endpointActivation(bean, spec);

        assertThat(next()).isEqualTo("meanwhile");
    }

    @Test
    void durableSubscriptionWithoutAClientIdIsOneThatActivationsShare() throws Exception {
        OnceMqActivationSpec first = durable();
        first.setClientId("");
        OnceMqActivationSpec second = durable();
        second.setClientId("");

        running.adapter().endpointActivation(bean(), first);
        running.adapter().endpointActivation(bean(), second);
        running.client().publish("news", "once", "twice");

        assertThat(next()).isNotNull();
        assertThat(next()).isNotNull();
        assertThat(received.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void unsharedSubscriptionHasOneActivation() throws Exception {
        running.adapter().endpointActivation(bean(), durable());

        assertThatExceptionOfType(ResourceException.class)
                .isThrownBy(() -> running.adapter().endpointActivation(bean(), durable()))
                .withMessageContaining("subscription reader is not shared");
    }

    @Test
    void subscriptionsOfTwoBeansEachGetEverything() throws Exception {
        running.adapter().endpointActivation(bean(), Server.onTopic("news"));
        running.adapter().endpointActivation(bean(), Server.onTopic("news"));
        running.client().publish("news", "x");

        assertThat(next()).isEqualTo("x");
        assertThat(next()).isEqualTo("x");
    }
}
