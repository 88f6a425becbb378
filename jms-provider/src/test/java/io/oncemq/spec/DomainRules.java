// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 4: queues and topics. */
abstract class DomainRules extends SpecTest {
    DomainRules(TestDatabases database) {
        super(database);
    }

    // Queues

    @Test
    @Section("4.1.2")
    void eachMessageGoesToOneConsumerAndStaysInOrderForIt() throws Exception {
        Session one = session(Session.AUTO_ACKNOWLEDGE);
        Session two = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer odd = one.createConsumer(queue(one), "n IN ('1', '3', '5')");
        MessageConsumer any = two.createConsumer(queue(two));
        Session sender = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = sender.createProducer(queue(sender));
        for (int i = 0; i < 6; i++) {
            Message message = sender.createTextMessage("" + i);
            message.setStringProperty("n", "" + i);
            producer.send(message);
        }

        List<String> byOdd = restFor(odd);
        List<String> byAny = restFor(any);

        assertThat(byOdd).isSorted().isSubsetOf("1", "3", "5");
        assertThat(byAny).isSorted();
        byAny.addAll(byOdd);
        assertThat(byAny).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5");
    }

    @Test
    @Section({"4.1.4", "4.2.6", "6.2.3"})
    void aDestinationIsKnownByItsName() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThat(queue(session).getQueueName()).isEqualTo(name);
        assertThat(queue(session)).isEqualTo(session.createQueue(name)).hasToString(name);
        assertThat(topic(session).getTopicName()).isEqualTo(name);
        assertThat(topic(session)).isEqualTo(session.createTopic(name)).hasToString(name);
    }

    @Test
    @Section("4.1.8")
    void aQueueHoldsMessagesWhileNobodyConsumes() throws Exception {
        send("a");
        assertThat(rest()).containsExactly("a");
        send("b");

        assertThat(rest()).containsExactly("b");
    }

    private List<String> browsed(Session session) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (QueueBrowser browser = session.createBrowser(queue(session))) {
            for (Enumeration<?> each = browser.getEnumeration(); each.hasMoreElements(); ) {
                texts.add(text((Message) each.nextElement()));
            }
        }
        return texts;
    }

    @Test
    @Section({"4.1.6", "7.9"})
    void aBrowserShowsNothingBeforeItsDeliveryTimeOrAfterItsExpiration() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        producer.send(session.createTextMessage("short"), DeliveryMode.PERSISTENT, 4, 1);
        producer.setDeliveryDelay(600_000);
        producer.send(session.createTextMessage("later"));
        producer.setDeliveryDelay(0);
        producer.send(session.createTextMessage("now"));
        long start = System.nanoTime();
        while (System.nanoTime() - start < 20_000_000) {
            Thread.onSpinWait();
        }

        assertThat(browsed(session)).containsExactly("now");
    }

    /** Non-persistent messages that a local consumer has room for never reach the store. */
    @Test
    @Section("4.1.6")
    void aBrowserShowsNonPersistentMessagesToo() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Session receiver = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = receiver.createConsumer(queue(receiver));
        MessageProducer producer = session.createProducer(queue(session));
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        assertThat(consumer.receiveNoWait()).isNull();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            producer.setDeliveryMode(i == 2 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
            producer.send(session.createTextMessage("" + i));
            expected.add("" + i);
        }

        assertThat(browsed(session)).containsExactlyElementsOf(expected);
        assertThat(receiveTexts(consumer, 5)).containsExactlyElementsOf(expected);
        assertThat(browsed(session)).isEmpty();
    }

    @Test
    @Section({"4.1.7", "2.16"})
    void aQueueRequestorAsksAndIsAnswered() throws Exception {
        QueueConnection connection = closing(factory().createQueueConnection());
        QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        answerRequestsTo(session.createQueue(name), session(Session.AUTO_ACKNOWLEDGE));
        connection.start();
        QueueRequestor requestor = new QueueRequestor(session, session.createQueue(name));

        assertThat(text(requestor.request(session.createTextMessage("one")))).isEqualTo("one, yes");
        assertThat(text(requestor.request(session.createTextMessage("two")))).isEqualTo("two, yes");
        requestor.close();
    }

    private void answerRequestsTo(Destination destination, Session server) throws JMSException {
        MessageProducer answers = server.createProducer(null);
        server.createConsumer(destination).setMessageListener(request -> {
            try {
                answers.send(request.getJMSReplyTo(), server.createTextMessage(text(request) + ", yes"));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
    }

    // Topics

    @Test
    @Section({"4.2.10", "2.16"})
    void aTopicRequestorAsksAndIsAnswered() throws Exception {
        TopicConnection connection = closing(factory().createTopicConnection());
        TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        answerRequestsTo(session.createTopic(name), session(Session.AUTO_ACKNOWLEDGE));
        connection.start();
        TopicRequestor requestor = new TopicRequestor(session, session.createTopic(name));

        assertThat(text(requestor.request(session.createTextMessage("one")))).isEqualTo("one, yes");
        requestor.close();
    }

    @Test
    @Section({"4.2.2", "4.2.3"})
    void eachSubscriptionHasItsOwnCopy() throws Exception {
        Session transacted = session(Session.SESSION_TRANSACTED);
        Session acknowledging = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(transacted);
        MessageConsumer one = transacted.createConsumer(topic);
        MessageConsumer two = acknowledging.createConsumer(topic);

        // The subscriptions exist for every publisher once their consumers do.
        send(session(Session.AUTO_ACKNOWLEDGE), topic, "a");
        assertThat(receiveText(one)).isEqualTo("a");
        assertThat(receiveText(two)).isEqualTo("a");
        transacted.rollback();

        Message again = receive(one);
        assertThat(again.getJMSRedelivered()).isTrue();
        assertNothingComes(two);
        transacted.commit();
    }

    @Test
    @Section("4.2.4")
    void subscriptionNamesMayHaveLettersDigitsAndSomeMore() throws Exception {
        Connection connection = connection(name);
        Session session = connection.createSession();
        Topic topic = topic(session);
        String letters = "aZ0_.-éß日本";
        String longest = "n".repeat(128);
        for (String each : List.of(letters, longest)) {
            session.createSharedConsumer(topic, each).close();
            session.createDurableConsumer(topic, each).close();
            session.unsubscribe(each);
            session.createSharedDurableConsumer(topic, each).close();
            session.unsubscribe(each);
        }

        assertThatThrownBy(() -> session.unsubscribe(longest)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Section({"4.2.7", "6.2.2"})
    void everySessionOfTheConnectionConsumesItsTemporaryDestinations() throws Exception {
        Connection connection = startedConnection();
        Session one = connection.createSession();
        Session two = connection.createSession();
        TemporaryTopic topic = one.createTemporaryTopic();
        MessageConsumer subscriber = two.createConsumer(topic);

        send(session(Session.AUTO_ACKNOWLEDGE), topic, "x");

        assertThat(receiveText(subscriber)).isEqualTo("x");
        assertThat(one.createTemporaryTopic()).isNotEqualTo(topic);
        assertThat(one.createTemporaryQueue().getQueueName())
                .isNotEqualTo(two.createTemporaryQueue().getQueueName());
        assertThatThrownBy(() -> one.createSharedDurableConsumer(topic, "d"))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Section("4.2.8")
    void aNonDurableSubscriberRecoversWhatItDidNotAcknowledge() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(topic(session));
        send(session(Session.AUTO_ACKNOWLEDGE), topic(session), "a", "b");
        assertThat(receiveTexts(consumer, 2)).containsExactly("a", "b");

        session.recover();

        assertThat(receive(consumer).getJMSRedelivered()).isTrue();
        Message last = receive(consumer);
        assertThat(text(last)).isEqualTo("b");
        last.acknowledge();
    }

    @Test
    @Section("4.2.9")
    void durableSubscriptionsComeAndGo() throws Exception {
        Connection connection = connection(name);
        connection.start();
        Session session = connection.createSession();
        Topic topic = topic(session);
        for (int i = 0; i < 5; i++) {
            session.createDurableConsumer(topic, "d").close();
            send(session, topic, "" + i);
            try (MessageConsumer consumer = session.createDurableConsumer(topic, "d")) {
                assertThat(receiveText(consumer)).isEqualTo("" + i);
                assertNothingComes(consumer);
            }
            session.unsubscribe("d");
            send(session, topic, "for nobody");
        }
    }

    @Test
    @Section({"4.2.11", "9.1"})
    void durableSubscribersGetBothModesInTheirOrder() throws Exception {
        Connection connection = connection(name);
        connection.start();
        Session session = connection.createSession();
        Topic topic = topic(session);
        MessageConsumer durable = session.createDurableConsumer(topic, "d");
        MessageConsumer other = session.createConsumer(topic);
        MessageProducer producer = session.createProducer(topic);
        for (int i = 0; i < 10; i++) {
            producer.setDeliveryMode(i % 2 == 0 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
            producer.send(session.createTextMessage("" + i));
        }

        for (MessageConsumer consumer : List.of(durable, other)) {
            List<String> texts = receiveTexts(consumer, 10);
            assertThat(texts.stream().filter(each -> Integer.parseInt(each) % 2 == 0))
                    .containsExactly("0", "2", "4", "6", "8");
            assertThat(texts.stream().filter(each -> Integer.parseInt(each) % 2 == 1))
                    .containsExactly("1", "3", "5", "7", "9");
        }
        durable.close();
        session.unsubscribe("d");
    }
}
