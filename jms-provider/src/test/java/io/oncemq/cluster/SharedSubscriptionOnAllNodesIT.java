// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqNode;
import io.oncemq.OnceMqSettings;
import io.oncemq.store.MessageStore;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shared subscription is one for the consumers of all nodes (8.3.3, 8.3.4). */
@Timeout(90)
class SharedSubscriptionOnAllNodesIT {
    private static final long LONG = 20_000;
    private static final String NAME = "all";

    private final OnceMqSettings settings = OnceMqSettings.of(TestDatabases.POSTGRESQL.newUrl())
            .with("user", TestDatabases.POSTGRESQL.user())
            .with("password", TestDatabases.POSTGRESQL.password())
            .with("linger", "0s");
    private final OnceMqConnectionFactory one = new OnceMqConnectionFactory(settings.with("nodeName", "one"));
    private final OnceMqConnectionFactory two = new OnceMqConnectionFactory(settings.with("nodeName", "two"));
    private Session here;
    private Session there;
    private Topic topic;

    @BeforeEach
    void open() throws Exception {
        here = session(one);
        there = session(two);
        topic = here.createTopic("news");
    }

    private static Session session(OnceMqConnectionFactory factory) throws JMSException {
        Connection connection = factory.createConnection();
        connection.start();
        return connection.createSession();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private static void publish(Session session, Topic topic, String... texts) throws JMSException {
        MessageProducer producer = session.createProducer(topic);
        for (String text : texts) {
            producer.send(session.createTextMessage(text));
        }
        producer.close();
    }

    private static String next(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(LONG);
        return message == null ? "nothing" : message.getBody(String.class);
    }

    /** What the store knows, asked on node two. */
    private List<String> subscriptions() throws Exception {
        try (OnceMqNode node = OnceMqNode.open(two.settings())) {
            return node.engine().store().subscriptions().list().stream()
                    .map(SubscriptionRecord::name)
                    .toList();
        }
    }

    @Test
    void itGoesOnWhenTheConsumersOfTheNodeThatMadeItEnd() throws Exception {
        MessageConsumer first = here.createSharedConsumer(topic, NAME);
        MessageConsumer second = there.createSharedConsumer(topic, NAME);

        first.close();
        publish(here, topic, "after");

        assertThat(next(second)).isEqualTo("after");
        MessageConsumer again = here.createSharedConsumer(topic, NAME);
        second.close();
        publish(there, topic, "back");
        assertThat(next(again)).isEqualTo("back");
        again.close();
        assertThat(subscriptions()).isEmpty();
    }

    @Test
    void itGoesOnWhenTheNodeThatMadeItIsClosed() throws Exception {
        here.createSharedConsumer(topic, NAME);
        MessageConsumer second = there.createSharedConsumer(topic, NAME);

        one.close();
        publish(there, topic, "after");

        assertThat(next(second)).isEqualTo("after");
        second.close();
        assertThat(subscriptions()).isEmpty();
    }

    /** Another node finds it dead, as it does when its process was killed. */
    @Test
    void itGoesOnWhenTheNodeThatMadeItDies() throws Exception {
        here.createSharedConsumer(topic, NAME);
        MessageConsumer second = there.createSharedConsumer(topic, NAME);

        try (OnceMqNode node = OnceMqNode.open(two.settings())) {
            MessageStore store = node.engine().store();
            long id = store.subscriptions().list().get(0).id();
            long leaseOfTwo = store.subscriptions()
                    .otherMember(
                            id,
                            store.subscriptions()
                                    .otherMember(id, 0)
                                    .orElseThrow()
                                    .leaseId())
                    .orElseThrow()
                    .leaseId();
            long leaseOfOne = store.subscriptions()
                    .otherMember(id, leaseOfTwo)
                    .orElseThrow()
                    .leaseId();
            store.leases().rescue(leaseOfOne);
        }
        one.close();
        publish(there, topic, "after");

        assertThat(next(second)).isEqualTo("after");
        second.close();
        assertThat(subscriptions()).isEmpty();
    }

    /** What the last consumer of a node leaves behind, kept in its memory or not, goes to the consumers of others. */
    @Test
    void whatOneNodeHasNotConsumedGoesToTheOther() throws Exception {
        MessageConsumer first = here.createSharedConsumer(topic, NAME);
        MessageProducer producer = here.createProducer(topic);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(here.createTextMessage("one"));
        assertThat(next(first)).isEqualTo("one");
        producer.send(here.createTextMessage("two"));
        publish(here, topic, "three");
        // Not before: it would be free to take them.
        MessageConsumer second = there.createSharedConsumer(topic, NAME);

        first.close();

        assertThat(List.of(next(second), next(second))).containsExactlyInAnyOrder("two", "three");
    }

    @Test
    void aDurableOneIsNotUnsubscribedWhileAnotherNodeConsumes() throws Exception {
        MessageConsumer first = here.createSharedDurableConsumer(topic, NAME);

        assertThatThrownBy(() -> there.unsubscribe(NAME))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("node one");
        MessageConsumer second = there.createSharedDurableConsumer(topic, NAME);
        first.close();
        assertThatThrownBy(() -> here.unsubscribe(NAME))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("node two");
        publish(here, topic, "kept");
        assertThat(next(second)).isEqualTo("kept");
        second.close();
        here.unsubscribe(NAME);

        assertThat(subscriptions()).isEmpty();
    }

    @Test
    void itIsNotReplacedWhileAnotherNodeConsumes() throws Exception {
        MessageConsumer durable = here.createSharedDurableConsumer(topic, NAME);
        MessageConsumer other = here.createSharedConsumer(topic, NAME);
        Topic another = there.createTopic("another");

        assertThatThrownBy(() -> there.createSharedDurableConsumer(topic, NAME, "x = 1"))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("node one");
        assertThatThrownBy(() -> there.createSharedConsumer(another, NAME))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("node one");
        durable.close();
        other.close();

        MessageConsumer replaced = there.createSharedDurableConsumer(another, NAME);
        publish(here, another, "new");
        assertThat(next(replaced)).isEqualTo("new");
        assertThat(there.createSharedConsumer(another, NAME)).isNotNull();
    }
}
