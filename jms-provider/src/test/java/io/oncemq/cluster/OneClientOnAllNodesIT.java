// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqNode;
import io.oncemq.OnceMqSettings;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.destination.Origin;
import io.oncemq.engine.destination.SubscriptionLoss;
import io.oncemq.engine.destination.SubscriptionRequest;
import io.oncemq.engine.security.Access;
import io.oncemq.message.DestinationName;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client ID has one connection, and an unshared durable subscription one consumer, on all nodes (6.1.2, 8.3.3). */
@Timeout(90)
class OneClientOnAllNodesIT {
    private static final OnceMqSettings SETTINGS = OnceMqSettings.of(TestDatabases.POSTGRESQL.newUrl())
            .with("user", TestDatabases.POSTGRESQL.user())
            .with("password", TestDatabases.POSTGRESQL.password())
            .with("linger", "0s");

    private final OnceMqConnectionFactory one = new OnceMqConnectionFactory(SETTINGS.with("nodeName", "one"));
    private final OnceMqConnectionFactory two = new OnceMqConnectionFactory(SETTINGS.with("nodeName", "two"));

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private static Connection named(OnceMqConnectionFactory factory, String clientId) throws JMSException {
        Connection connection = factory.createConnection();
        connection.setClientID(clientId);
        return connection;
    }

    @Test
    void aClientIdIsRefusedWhileAnotherNodeHasIt() throws Exception {
        Connection first = named(one, "shop");
        Connection second = two.createConnection();

        assertThatThrownBy(() -> second.setClientID("shop"))
                .isInstanceOf(InvalidClientIDException.class)
                .hasMessageContaining("node one");
        second.setClientID("another");
        try (OnceMqConnectionFactory configured =
                new OnceMqConnectionFactory(two.settings().with("clientId", "shop"))) {
            assertThatThrownBy(configured::createConnection).isInstanceOf(InvalidClientIDException.class);
            assertThatThrownBy(configured::createContext).isInstanceOf(InvalidClientIDRuntimeException.class);
            first.close();
            configured.createConnection().close();
        }
    }

    @Test
    void aClientIdIsFreeWhenItsNodeIsClosed() throws Exception {
        named(one, "shop");

        one.close();

        named(two, "shop");
    }

    @Test
    void aDurableSubscriptionGoesOnOnAnotherNode() throws Exception {
        Connection first = named(one, "shop");
        Session here = first.createSession();
        Topic topic = here.createTopic("news");
        here.createDurableConsumer(topic, "all");
        here.createProducer(topic).send(here.createTextMessage("kept"));
        first.close();

        Connection next = named(two, "shop");
        next.start();
        Session there = next.createSession();
        MessageConsumer consumer = there.createDurableConsumer(topic, "all");
        assertThat(consumer.receive(20_000)).isNotNull();
        consumer.close();
        there.unsubscribe("all");
    }

    /** The first node's lease is rescued as if it were dead, and another one takes the subscription before the first notices. */
    @Test
    void whoeverLosesADurableSubscriptionToAnotherNodeIsToldAndMayHaveItAgainLater() throws Exception {
        BlockingQueue<JMSException> told = new LinkedBlockingQueue<>();
        Connection first = one.createConnection();
        first.setClientID("shop");
        first.setExceptionListener(told::add);
        first.start();
        Session here = first.createSession();
        Topic topic = here.createTopic("news");
        MessageConsumer loser = here.createDurableConsumer(topic, "all");
        // Shows which lease it is.
        here.createConsumer(topic);
        QueueConsumer taken;
        try (OnceMqNode there = OnceMqNode.open(two.settings())) {
            taken = takeFromTheDead(there);

            assertThatThrownBy(() -> {
                        while (true) {
                            loser.receive(1_000);
                        }
                    })
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("create the consumer again");
            assertThat(told.take().getErrorCode()).isEqualTo("ONCEMQ-2232");
            taken.close();
        }

        loser.close();
        MessageConsumer again = here.createDurableConsumer(topic, "all");
        here.createProducer(topic).send(here.createTextMessage("goes on"));
        assertThat(again.receive(20_000)).isNotNull();
    }

    /** The first node may notice and have a new lease before this one comes to it: then that one is rescued, too. */
    private static QueueConsumer takeFromTheDead(OnceMqNode node) throws Exception {
        SubscriptionRequest request = new SubscriptionRequest(
                DestinationName.topic("news"), new Origin(0, "shop"), "shop", "all", true, false, "", false);
        MessageStore store = node.engine().store();
        while (true) {
            for (SubscriptionRecord record : store.subscriptions().list()) {
                if (record.ownerLease() != 0) {
                    store.leases().rescue(record.ownerLease());
                }
            }
            try {
                return node.engine().subscriptions().consume(request, Access.OF_ENGINE, new SubscriptionLoss());
            } catch (StoreConflictException e) {
                assertThat(e).hasMessageContaining("node one");
            }
        }
    }

    /** Two nodes subscribe for one client through the engine, as message-driven beans on two servers do. */
    @Test
    void aSecondConsumerIsToldWhichNodeHasTheFirst() throws Exception {
        try (OnceMqNode here = OnceMqNode.open(one.settings());
                OnceMqNode there = OnceMqNode.open(two.settings())) {
            SubscriptionRequest request = new SubscriptionRequest(
                    DestinationName.topic("events"), new Origin(0, "bean"), "bean", "all", true, false, "", false);
            Access access = Access.OF_ENGINE;
            QueueConsumer consumer = here.engine().subscriptions().consume(request, access, new SubscriptionLoss());

            assertThatThrownBy(() -> there.engine().subscriptions().consume(request, access, new SubscriptionLoss()))
                    .isInstanceOf(StoreConflictException.class)
                    .hasMessageContaining("node one");
            consumer.close();

            assertThat(there.engine().subscriptions().consume(request, access, new SubscriptionLoss()))
                    .isNotNull();
        }
    }
}
