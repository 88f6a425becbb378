// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Chapter 9: reliability, and methods that one domain inherits from the other. */
abstract class FacilityRules extends SpecTest {
    FacilityRules(TestDatabases database) {
        super(database);
    }

    @Test
    @Section({"9.1", "7.7", "6.2.11", "6.2.12"})
    void persistentMessagesOutliveTheirProvider() throws Exception {
        OnceMqSettings store = newStore();
        try (OnceMqConnectionFactory factory = factory(store);
                Connection connection = factory.createConnection()) {
            connection.setClientID("c");
            connection.start();
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            Topic topic = topic(session);
            session.createDurableConsumer(topic, "d").close();
            send(session, topic, "published");
            send(session, queue(session), "acknowledged", "delivered", "waiting");
            MessageConsumer consumer = session.createConsumer(queue(session));
            receive(consumer).acknowledge();
            receive(consumer);
        }

        try (OnceMqConnectionFactory factory = factory(store);
                Connection connection = factory.createConnection()) {
            connection.setClientID("c");
            connection.start();
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(queue(session));
            Message again = receive(consumer);
            assertThat(text(again)).isEqualTo("delivered");
            assertThat(again.getJMSRedelivered()).isTrue();
            assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
            assertThat(receiveText(consumer)).isEqualTo("waiting");
            assertNothingComes(consumer);
            MessageConsumer durable = session.createDurableConsumer(topic(session), "d");
            assertThat(receiveText(durable)).isEqualTo("published");
            assertNothingComes(durable);
        }
    }

    @Test
    @Section({"9.1", "7.7"})
    void nonPersistentMessagesComeAtMostOnce() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        MessageConsumer consumer = session.createConsumer(queue(session));
        for (int i = 0; i < 100; i++) {
            producer.setDeliveryMode(i % 3 == 0 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
            producer.send(session.createTextMessage("" + i));
        }

        assertThat(receiveTexts(consumer, 100)).doesNotHaveDuplicates();
        assertNothingComes(consumer);
        session.close();
        assertThat(rest()).isEmpty();
    }

    @Test
    @Section({"9.2", "10.3"})
    void everyMethodOfTheOtherDomainIsRefused() throws Exception {
        QueueConnection queues = closing(factory().createQueueConnection());
        QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicConnection topics = closing(factory().createTopicConnection());
        TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        Session both = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(both);
        Queue queue = queue(both);
        ServerSessionPool pool = () -> {
            throw new AssertionError("not asked for");
        };

        List<ThrowingCallable> refused = List.of(
                () -> queues.createSharedConnectionConsumer(topic, "s", null, pool, 1),
                () -> queues.createDurableConnectionConsumer(topic, "s", null, pool, 1),
                () -> queues.createSharedDurableConnectionConsumer(topic, "s", null, pool, 1),
                () -> queueSession.createDurableSubscriber(topic, "s"),
                () -> queueSession.createDurableSubscriber(topic, "s", null, false),
                () -> queueSession.createDurableConsumer(topic, "s"),
                () -> queueSession.createDurableConsumer(topic, "s", null, false),
                () -> queueSession.createSharedConsumer(topic, "s"),
                () -> queueSession.createSharedConsumer(topic, "s", null),
                () -> queueSession.createSharedDurableConsumer(topic, "s"),
                () -> queueSession.createSharedDurableConsumer(topic, "s", null),
                queueSession::createTemporaryTopic,
                () -> queueSession.createTopic(name),
                () -> queueSession.unsubscribe("s"),
                () -> topicSession.createBrowser(queue),
                () -> topicSession.createBrowser(queue, null),
                () -> topicSession.createQueue(name),
                topicSession::createTemporaryQueue);

        assertThat(refused).allSatisfy(call -> assertThatThrownBy(call).isInstanceOf(IllegalStateException.class));
    }
}
