// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.delivery.DeadLetter;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Chapter 8, with selectors (3.8), browsers (4.1.6) and topics (4.2): receiving messages. */
abstract class ReceivingRules extends SpecTest {
    ReceivingRules(TestDatabases database) {
        super(database);
    }

    // 8.5 receiving synchronously

    @Test
    void receiveNoWaitGivesWhatIsThere() throws Exception {
        send("a");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));

        assertThat(text(consumer.receiveNoWait())).isEqualTo("a");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void aReceiveThatWaitsGetsTheMessageThatComes() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        AtomicReference<String> received = new AtomicReference<>();
        Thread receiver = new Thread(() -> {
            try {
                received.set(text(consumer.receive()));
            } catch (JMSException e) {
                received.set(e.toString());
            }
        });
        receiver.start();
        while (receiver.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        send("came");
        receiver.join(SOON);

        assertThat(received.get()).isEqualTo("came");
    }

    @Test
    void twoConsumersShareAQueue() throws Exception {
        Session one = session(Session.AUTO_ACKNOWLEDGE);
        Session two = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer first = one.createConsumer(queue(one));
        MessageConsumer second = two.createConsumer(queue(two));

        send("a", "b");

        assertThat(List.of(receiveText(first), receiveText(second))).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aConsumerWithAListenerCannotReceive() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        consumer.setMessageListener(message -> {});

        assertThat(consumer.getMessageListener()).isNotNull();
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
        consumer.setMessageListener(null);
        assertThat(consumer.getMessageListener()).isNull();
        assertThat(consumer.receiveNoWait()).isNull();
    }

    // 8.7 receiving asynchronously

    @Test
    void aListenerGetsMessagesInOrder() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(100);
        session.createConsumer(queue(session)).setMessageListener(message -> {
            got.add(textOf(message));
            all.countDown();
        });
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            texts.add("" + i);
        }
        send(texts.toArray(new String[0]));

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(got).containsExactlyElementsOf(texts);
        assertThat(rest()).isEmpty();
    }

    private static String textOf(Message message) {
        try {
            return text(message);
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMessageWhoseListenerThrowsComesAgainAtOnceBeforeOthers() throws Exception {
        send("a", "b");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(3);
        session.createConsumer(queue(session)).setMessageListener(message -> {
            try {
                got.add(text(message) + message.getIntProperty("JMSXDeliveryCount"));
            } catch (JMSException e) {
                got.add(e.toString());
            }
            all.countDown();
            if (got.size() == 1) {
                throw new IllegalArgumentException("the first time fails");
            }
        });

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(got).containsExactly("a1", "a2", "b1");
    }

    @Test
    void aDeadLetterSaysWhatTheListenerThrew() throws Exception {
        send("poison");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        session.createConsumer(queue(session)).setMessageListener(message -> {
            throw new UnsupportedOperationException("cannot digest it");
        });

        Session other = session(Session.AUTO_ACKNOWLEDGE);
        Message dead = receive(other.createConsumer(other.createQueue("DLQ." + name)));
        assertThat(text(dead)).isEqualTo("poison");
        assertThat(dead.getIntProperty(DeadLetter.ATTEMPTS)).isEqualTo(10);
        assertThat(dead.getStringProperty(DeadLetter.LAST_ERROR))
                .contains("UnsupportedOperationException")
                .contains("cannot digest it");
    }

    @Test
    void aTransactedListenerCommitsAndRollsBack() throws Exception {
        send("a", "b");
        Session session = session(Session.SESSION_TRANSACTED);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(3);
        session.createConsumer(queue(session)).setMessageListener(message -> {
            got.add(textOf(message));
            try {
                if (got.size() == 1) {
                    session.rollback();
                } else {
                    session.commit();
                }
            } catch (JMSException e) {
                got.add(e.toString());
            }
            all.countDown();
        });

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(got).containsExactly("a", "a", "b");
        session.close();
        assertThat(rest()).isEmpty();
    }

    @Test
    void aListenerRecoversItsAutoAcknowledgedMessage() throws Exception {
        send("a", "b");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(3);
        session.createConsumer(queue(session)).setMessageListener(message -> {
            got.add(textOf(message));
            try {
                if (got.size() == 1) {
                    session.recover();
                }
            } catch (JMSException e) {
                got.add(e.toString());
            }
            all.countDown();
        });

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(got).containsExactly("a", "a", "b");
    }

    // 8.8 closing a consumer

    @Test
    void aListenerMayCloseItsOwnConsumer() throws Exception {
        send("a", "b");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        consumer.setMessageListener(message -> {
            try {
                consumer.close();
            } catch (JMSException e) {
                got.add(e.toString());
            }
            got.add(textOf(message));
            done.countDown();
        });

        assertThat(done.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        session.close();
        assertThat(got).containsExactly("a");
        assertThat(rest()).containsExactly("b");
    }

    @Test
    void messagesOfAClosedConsumerAreAcknowledgedAsOthers() throws Exception {
        send("a", "b");
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        Message message = receive(consumer);

        consumer.close();
        message.acknowledge();
        session.close();

        assertThat(rest()).containsExactly("b");
    }

    @Test
    void aTransactionOutlivesItsConsumerOnATopic() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(topic(session));
        Session publisher = session(Session.AUTO_ACKNOWLEDGE);
        send(publisher, topic(publisher), "a");
        assertThat(receiveText(consumer)).isEqualTo("a");

        consumer.close();
        send(session, queue(session), "after");
        session.commit();

        assertThat(rest()).containsExactly("after");
    }

    // 3.8 selectors

    @Test
    void aSelectorPicksMessages() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        for (int i = 0; i < 6; i++) {
            TextMessage message = session.createTextMessage("" + i);
            message.setIntProperty("n", i);
            message.setStringProperty("parity", i % 2 == 0 ? "even" : "odd");
            producer.send(message);
        }
        MessageConsumer odd = session.createConsumer(queue(session), "parity = 'odd' AND n > 1");

        assertThat(odd.getMessageSelector()).isEqualTo("parity = 'odd' AND n > 1");
        assertThat(receiveTexts(odd, 2)).containsExactly("3", "5");
        assertNothingComes(odd);
        assertThat(rest()).containsExactly("0", "1", "2", "4");
    }

    @Test
    void aSelectiveConsumerGetsWhatComesLater() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer red = session.createConsumer(queue(session), "colour = 'red'");
        assertNothingComes(red);
        Session sender = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = sender.createProducer(queue(sender));
        for (String colour : List.of("blue", "red", "blue")) {
            TextMessage message = sender.createTextMessage(colour);
            message.setStringProperty("colour", colour);
            producer.send(message);
        }

        assertThat(receiveText(red)).isEqualTo("red");
        assertThat(rest()).containsExactly("blue", "blue");
    }

    @Test
    void aBadSelectorIsRefusedAtCreation() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createConsumer(queue(session), "n = = 1"))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createConsumer(topic(session), "n ==="))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createBrowser(queue(session), "'"))
                .isInstanceOf(InvalidSelectorException.class);
        assertThat(session.createConsumer(queue(session), "").getMessageSelector())
                .isNull();
        assertThat(session.createConsumer(queue(session), null).getMessageSelector())
                .isNull();
    }

    @Test
    void aConsumerNeedsADestination() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createConsumer(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createBrowser(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(null, "d"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(null, "s"))
                .isInstanceOf(InvalidDestinationException.class);
    }

    // 4.1.6 browsers

    @Test
    void aBrowserSeesWhatIsThereAndTakesNothing() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            texts.add("" + i);
        }
        send(texts.toArray(new String[0]));
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        QueueBrowser browser = session.createBrowser(queue(session));

        assertThat(browsed(browser)).containsExactlyElementsOf(texts);
        assertThat(browsed(browser)).hasSize(250);
        assertThat(browser.getQueue()).isEqualTo(queue(session));
        browser.close();
        assertThatThrownBy(browser::getEnumeration).isInstanceOf(IllegalStateException.class);
        assertThat(rest()).hasSize(250);
    }

    private static List<String> browsed(QueueBrowser browser) throws JMSException {
        List<String> texts = new ArrayList<>();
        Enumeration<?> messages = browser.getEnumeration();
        while (messages.hasMoreElements()) {
            texts.add(text((Message) messages.nextElement()));
        }
        return texts;
    }

    @Test
    void aBrowserTakesASelector() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        for (int i = 0; i < 4; i++) {
            TextMessage message = session.createTextMessage("" + i);
            message.setIntProperty("n", i);
            producer.send(message);
        }

        QueueBrowser browser = session.createBrowser(queue(session), "n >= 2");

        assertThat(browser.getMessageSelector()).isEqualTo("n >= 2");
        assertThat(browsed(browser)).containsExactly("2", "3");
    }

    // 8.3.1 unshared non-durable subscriptions

    @Test
    void everySubscriberGetsEveryMessageFromThenOn() throws Exception {
        Session publisher = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(publisher);
        send(publisher, topic, "too early");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer two = session.createConsumer(topic);

        send(publisher, topic, "a", "b");

        assertThat(receiveTexts(one, 2)).containsExactly("a", "b");
        assertThat(receiveTexts(two, 2)).containsExactly("a", "b");
        assertNothingComes(one);
    }

    @Test
    void aSubscriberWithASelectorGetsMatchingMessagesOnly() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(topic(session), "n = 2");
        MessageProducer producer = session.createProducer(topic(session));
        for (int i = 0; i < 4; i++) {
            TextMessage message = session.createTextMessage("" + i);
            message.setIntProperty("n", i);
            producer.send(message);
        }

        assertThat(receiveText(consumer)).isEqualTo("2");
        assertNothingComes(consumer);
    }

    @Test
    void noLocalLeavesOutTheOwnConnectionsMessages() throws Exception {
        Connection connection = startedConnection();
        Session session = connection.createSession();
        Topic topic = topic(session);
        TopicSubscriber subscriber = (TopicSubscriber) session.createConsumer(topic, null, true);
        assertThat(subscriber.getNoLocal()).isTrue();
        assertThat(subscriber.getTopic()).isEqualTo(topic);
        Session other = session(Session.AUTO_ACKNOWLEDGE);

        send(connection.createSession(), topic, "own");
        send(other, topic, "other");

        assertThat(receiveText(subscriber)).isEqualTo("other");
        assertNothingComes(subscriber);
    }

    // 8.3.2 shared non-durable subscriptions

    @Test
    void consumersOfASharedSubscriptionShareItsMessages() throws Exception {
        Session one = session(Session.AUTO_ACKNOWLEDGE);
        Session two = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(one);
        MessageConsumer first = one.createSharedConsumer(topic, "team");
        MessageConsumer second = two.createSharedConsumer(topic, "team");
        assertThatThrownBy(() -> one.createSharedConsumer(topic, "team", "n = 1"))
                .isInstanceOf(JMSException.class);

        send(session(Session.AUTO_ACKNOWLEDGE), topic, "a", "b");
        assertThat(List.of(receiveText(first), receiveText(second))).containsExactlyInAnyOrder("a", "b");
        first.close();
        send(session(Session.AUTO_ACKNOWLEDGE), topic, "c");

        assertThat(receiveText(second)).isEqualTo("c");
        second.close();
        send(session(Session.AUTO_ACKNOWLEDGE), topic, "d");
        assertNothingComes(one.createSharedConsumer(topic, "team"));
    }

    // 8.3.3 unshared durable subscriptions

    @Test
    void aDurableSubscriptionKeepsMessagesWhileNobodyConsumes() throws Exception {
        Session publisher = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(publisher);
        try (Connection connection = connection(name)) {
            connection.createSession().createDurableConsumer(topic, "audit");
        }

        send(publisher, topic, "a", "b");

        Connection connection = connection(name);
        connection.start();
        Session session = connection.createSession();
        MessageConsumer consumer = session.createDurableConsumer(topic, "audit");
        assertThat(receiveTexts(consumer, 2)).containsExactly("a", "b");
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "audit")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "audit"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.unsubscribe("audit")).isInstanceOf(JMSException.class);
        consumer.close();
        session.unsubscribe("audit");
        assertThatThrownBy(() -> session.unsubscribe("audit")).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void anUnsharedDurableSubscriptionNeedsAClientId() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createDurableConsumer(topic(session), "d"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherSelectorMakesADurableSubscriptionNew() throws Exception {
        Connection connection = connection(name);
        connection.start();
        Session session = connection.createSession();
        Topic topic = topic(session);
        session.createDurableConsumer(topic, "d").close();
        send(session, topic, "old");

        MessageConsumer consumer = session.createDurableConsumer(topic, "d", "n = 1", false);
        assertNothingComes(consumer);
        TextMessage message = session.createTextMessage("new");
        message.setIntProperty("n", 1);
        session.createProducer(topic).send(message);

        assertThat(receiveText(consumer)).isEqualTo("new");
        consumer.close();
        session.unsubscribe("d");
    }

    @Test
    void whatADurableSubscriberDidNotAcknowledgeComesAgain() throws Exception {
        Connection connection = connection(name);
        connection.start();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Topic topic = topic(session);
        MessageConsumer consumer = session.createDurableConsumer(topic, "d");
        send(session(Session.AUTO_ACKNOWLEDGE), topic, "a");
        receiveText(consumer);
        consumer.close();
        assertThatThrownBy(() -> session.unsubscribe("d")).isInstanceOf(JMSException.class);

        session.rollback();

        MessageConsumer again = session.createDurableConsumer(topic, "d");
        assertThat(receive(again).getJMSRedelivered()).isTrue();
        session.commit();
        again.close();
        session.unsubscribe("d");
    }

    // 8.3.4 shared durable subscriptions

    @Test
    void aSharedDurableSubscriptionIsSharedAndKept() throws Exception {
        Session one = session(Session.AUTO_ACKNOWLEDGE);
        Session two = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(one);
        MessageConsumer first = one.createSharedDurableConsumer(topic, name);
        MessageConsumer second = two.createSharedDurableConsumer(topic, name);
        send(session(Session.AUTO_ACKNOWLEDGE), topic, "a", "b");
        assertThat(List.of(receiveText(first), receiveText(second))).containsExactlyInAnyOrder("a", "b");
        first.close();
        second.close();

        send(session(Session.AUTO_ACKNOWLEDGE), topic, "kept");

        MessageConsumer third = one.createSharedDurableConsumer(topic, name);
        assertThat(receiveText(third)).isEqualTo("kept");
        third.close();
        one.unsubscribe(name);
    }

    @Test
    void subscriptionNamesAreChecked() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createSharedConsumer(topic(session), ""))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic(session), "x".repeat(256)))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.unsubscribe(null)).isInstanceOf(JMSException.class);
    }

    @Test
    void aQueueAndATopicOfTheSameNameAreTwo() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = queue(session);
        MessageConsumer subscriber = session.createConsumer(topic(session));

        send(session, queue, "to the queue");

        assertNothingComes(subscriber);
        assertThat(rest()).containsExactly("to the queue");
    }
}
