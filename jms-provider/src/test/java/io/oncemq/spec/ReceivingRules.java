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
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Chapter 8, with selectors (3.8), browsers (4.1.6) and topics (4.2): receiving messages. */
abstract class ReceivingRules extends SpecTest {
    ReceivingRules(TestDatabases database) {
        super(database);
    }

    // Receiving synchronously

    @Test
    @Section("8.5")
    void receiveNoWaitGivesWhatIsThere() throws Exception {
        send("a");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));

        assertThat(text(consumer.receiveNoWait())).isEqualTo("a");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Section("8.5")
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
        awaitWaiting(receiver);

        send("came");
        receiver.join(SOON);

        assertThat(received.get()).isEqualTo("came");
    }

    @Test
    @Section("4.1.2")
    void twoConsumersShareAQueue() throws Exception {
        Session one = session(Session.AUTO_ACKNOWLEDGE);
        Session two = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer first = one.createConsumer(queue(one));
        MessageConsumer second = two.createConsumer(queue(two));

        send("a", "b");

        assertThat(List.of(receiveText(first), receiveText(second))).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    @Section({"6.2.5", "8.5"})
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

    // Receiving asynchronously

    @Test
    @Section({"8.7", "6.2.9.1"})
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
    @Section("8.7")
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
    @Section("8.7")
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
    @Section({"6.2.7", "8.7"})
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
    @Section("6.2.10")
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

    // Closing a consumer

    @Test
    @Section("8.8")
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
    @Section("8.8")
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
    @Section("8.8")
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

    // Selectors

    @Test
    @Section({"3.8", "4.1.2"})
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
    @Section("3.8.1")
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
    @Section({"3.8.1.1", "10.3"})
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
    @Section({"8.1", "10.3"})
    void aConsumerNeedsADestination() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createConsumer(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createBrowser(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(null, "d"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(null, "s"))
                .isInstanceOf(InvalidDestinationException.class);
    }

    // Browsers

    @Test
    @Section("4.1.6")
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
    @Section("4.1.6")
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

    // Unshared non-durable subscriptions

    @Test
    @Section({"4.2.2", "8.3.1"})
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
    @Section("8.3.1")
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
    @Section("8.3.1")
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

    // Shared non-durable subscriptions

    @Test
    @Section("8.3.2")
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

    // Unshared durable subscriptions

    @Test
    @Section({"4.2.11", "8.3.3"})
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
    @Section({"6.1.2", "8.3.3"})
    void anUnsharedDurableSubscriptionNeedsAClientId() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createDurableConsumer(topic(session), "d"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Section("8.3.3")
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
    @Section({"4.2.8", "8.3.3"})
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

    @Test
    @Section({"4.2.8", "8.3.3"})
    void aListenerCannotUnsubscribeWhatItIsStillWorkingOn() throws Exception {
        Session publisher = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(publisher);
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE}) {
            Connection connection = connection(name + mode);
            connection.start();
            Session session = connection.createSession(mode);
            MessageConsumer consumer = session.createDurableConsumer(topic, "d");
            CompletableFuture<Object> result = new CompletableFuture<>();
            consumer.setMessageListener(message -> {
                try {
                    consumer.close();
                    session.unsubscribe("d");
                    result.complete("it is unsubscribed");
                } catch (JMSException e) {
                    result.complete(e);
                }
            });

            send(publisher, topic, "x");

            assertThat(result.get(SOON, TimeUnit.MILLISECONDS)).isInstanceOf(IllegalStateException.class);
            session.close();
            Session next = connection.createSession();
            MessageConsumer rest = next.createDurableConsumer(topic, "d");
            assertThat(restFor(rest)).isEmpty();
            rest.close();
            next.unsubscribe("d");
        }
    }

    // Shared durable subscriptions

    @Test
    @Section("8.3.4")
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
    @Section("4.2.4")
    void subscriptionNamesAreChecked() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createSharedConsumer(topic(session), ""))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic(session), "x".repeat(256)))
                .isInstanceOf(JMSException.class);
        for (String each : Arrays.asList(null, "", "x".repeat(256), "a\u0001b")) {
            assertThatThrownBy(() -> session.unsubscribe(each)).isInstanceOf(InvalidDestinationException.class);
        }
    }

    @Test
    @Section({"4.2.6", "5.2"})
    void aQueueAndATopicOfTheSameNameAreTwo() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = queue(session);
        MessageConsumer subscriber = session.createConsumer(topic(session));

        send(session, queue, "to the queue");

        assertNothingComes(subscriber);
        assertThat(rest()).containsExactly("to the queue");
    }

    // Consumers on queues

    @Test
    @Section({"8.1", "8.2"})
    void everyConsumerOfAQueue() throws Exception {
        QueueConnection connection = closing(factory().createQueueConnection());
        QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        connection.start();
        Queue queue = session.createQueue(name);
        for (MessageConsumer consumer : List.of(
                session.createReceiver(queue),
                session.createReceiver(queue, "n IS NULL"),
                session.createConsumer(queue),
                session.createConsumer(queue, "n IS NULL"),
                session.createConsumer(queue, null, true))) {
            send(session, queue, "x");
            assertThat(receiveText(consumer)).isEqualTo("x");
            consumer.close();
        }
    }

    @Test
    @Section("8.5")
    void aReceiveEndsAfterItsTime() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        long start = System.nanoTime();

        assertThat(consumer.receive(50)).isNull();

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(50);
        assertThatThrownBy(() -> consumer.receive(-1)).isInstanceOf(JMSException.class);
    }

    // Subscriptions

    @Test
    @Section("8.3.1")
    void anUnsharedSubscriptionEndsWithItsConsumer() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(session);
        MessageConsumer consumer = session.createConsumer(topic);
        send(session, topic, "unread");
        consumer.close();
        send(session, topic, "for nobody");

        assertNothingComes(session.createConsumer(topic));
    }

    @Test
    @Section({"8.3.2", "8.3.3", "8.3.4"})
    void aSharedSubscriptionAndADurableOneOfTheSameNameAreTwo() throws Exception {
        Connection connection = connection(name);
        connection.start();
        Session session = connection.createSession();
        Topic topic = topic(session);
        MessageConsumer shared = session.createSharedConsumer(topic, "s");
        MessageConsumer durable = session.createDurableConsumer(topic, "s");

        send(session, topic, "x");

        assertThat(receiveText(shared)).isEqualTo("x");
        assertThat(receiveText(durable)).isEqualTo("x");
        durable.close();
        session.unsubscribe("s");
        send(session, topic, "y");
        assertThat(receiveText(shared)).isEqualTo("y");
    }

    @Test
    @Section("8.3.2")
    void aSharedSubscriptionTakesNoOtherTopic() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        session.createSharedConsumer(topic(session), name, "n = 1");

        assertThatThrownBy(() -> session.createSharedConsumer(session.createTopic(name + "-2"), name, "n = 1"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(topic(session), name))
                .isInstanceOf(JMSException.class);
        assertThat(session.createSharedConsumer(topic(session), name, "n = 1").getMessageSelector())
                .isEqualTo("n = 1");
    }

    @Test
    @Section("8.3.3")
    void anotherTopicOrNoLocalMakesADurableSubscriptionNew() throws Exception {
        Connection connection = connection(name);
        connection.start();
        Session session = connection.createSession();
        Topic topic = topic(session);
        Topic other = session.createTopic(name + "-2");
        session.createDurableConsumer(topic, "d").close();
        send(session, topic, "old");

        MessageConsumer consumer = session.createDurableConsumer(other, "d");
        send(session, topic, "not for it any more");
        send(session, other, "new");
        assertThat(receiveText(consumer)).isEqualTo("new");
        consumer.close();
        send(session, other, "old");
        consumer = session.createDurableConsumer(other, "d", null, true);
        send(session, other, "local");
        send(session(Session.AUTO_ACKNOWLEDGE), other, "newer");

        assertThat(receiveText(consumer)).isEqualTo("newer");
        assertNothingComes(consumer);
        consumer.close();
        session.unsubscribe("d");
    }

    @Test
    @Section({"8.3.3", "6.1.2"})
    void aDurableNoLocalSubscriptionLeavesOutItsClientsMessages() throws Exception {
        try (Connection first = connection(name)) {
            Session session = first.createSession();
            session.createDurableConsumer(topic(session), "d", null, true).close();
            send(session, topic(session), "own");
        }
        Connection again = connection(name);
        again.start();
        Session session = again.createSession();
        send(session, topic(session), "own, of a later connection with the client ID");
        send(session(Session.AUTO_ACKNOWLEDGE), topic(session), "other");

        MessageConsumer consumer = session.createDurableConsumer(topic(session), "d", null, true);

        assertThat(receiveText(consumer)).isEqualTo("other");
        assertNothingComes(consumer);
        consumer.close();
        session.unsubscribe("d");
    }

    @Test
    @Section({"8.3.3", "8.3.4"})
    void sharedAndUnsharedDurableSubscriptionsDoNotShareAName() throws Exception {
        Connection connection = connection(name);
        Session session = connection.createSession();
        Topic topic = topic(session);
        session.createDurableConsumer(topic, "unshared").close();
        session.createSharedDurableConsumer(topic, "shared").close();

        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "unshared"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "shared")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createDurableSubscriber(topic, "shared"))
                .isInstanceOf(JMSException.class);
        session.unsubscribe("unshared");
        session.unsubscribe("shared");
    }

    @Test
    @Section("8.3.4")
    void anotherSelectorMakesASharedDurableSubscriptionNewUnlessItIsConsumed() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(session);
        MessageConsumer first = session.createSharedDurableConsumer(topic, name);
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, name, "n = 1"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createSharedDurableConsumer(session.createTopic(name + "-2"), name))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.unsubscribe(name)).isInstanceOf(JMSException.class);
        first.close();
        send(session, topic, "old");

        MessageConsumer second = session.createSharedDurableConsumer(topic, name, "n IS NULL");
        assertNothingComes(second);
        send(session, topic, "new");

        assertThat(receiveText(second)).isEqualTo("new");
        second.close();
        session.unsubscribe(name);
    }

    // Listeners that throw, in the other modes

    @Test
    @Section("8.7")
    void aListenerThatThrowsGetsTheNextMessageWhereItAcknowledgesItself() throws Exception {
        for (int mode : new int[] {Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED}) {
            send("a", "b");
            Session session = session(mode);
            List<String> got = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch both = new CountDownLatch(2);
            session.createConsumer(queue(session)).setMessageListener(message -> {
                got.add(textOf(message));
                both.countDown();
                throw new IllegalArgumentException("as the test wants it");
            });

            assertThat(both.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
            session.close();

            assertThat(got).containsExactly("a", "b");
            assertThat(rest()).containsExactly("a", "b");
        }
    }

    @Test
    @Section("8.7")
    void aMessageWhoseListenerThrowsComesAgainInALazySessionToo() throws Exception {
        send("a", "b");
        Session session = session(Session.DUPS_OK_ACKNOWLEDGE);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(3);
        session.createConsumer(queue(session)).setMessageListener(message -> {
            try {
                got.add(text(message) + message.getIntProperty("JMSXDeliveryCount") + message.getJMSRedelivered());
            } catch (JMSException e) {
                got.add(e.toString());
            }
            all.countDown();
            if (got.size() == 1) {
                throw new IllegalArgumentException("as the test wants it");
            }
        });

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(got).containsExactly("a1false", "a2true", "b1false");
        session.close();
        assertThat(rest()).isEmpty();
    }

    // Closing

    @Test
    @Section("8.8")
    void closingAConsumerWaitsForItsListener() throws Exception {
        send("a", "b");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        consumer.setMessageListener(message -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                done.add("interrupted");
            }
            done.add(textOf(message));
        });
        inside.await();
        Thread closer = new Thread(() -> {
            try {
                consumer.close();
                done.add("closed");
            } catch (JMSException e) {
                done.add(e.toString());
            }
        });
        closer.start();
        awaitWaiting(closer);

        go.countDown();
        closer.join(SOON);

        assertThat(done).containsExactly("a", "closed");
        assertThat(rest()).containsExactly("b");
    }

    @Test
    @Section("8.8")
    void aTransactionIsCommittedOrRolledBackAfterItsConsumerWasClosed() throws Exception {
        send("a");
        Session session = session(Session.SESSION_TRANSACTED);
        MessageConsumer first = session.createConsumer(queue(session));
        receive(first);
        first.close();
        session.rollback();
        MessageConsumer second = session.createConsumer(queue(session));
        assertThat(receive(second).getJMSRedelivered()).isTrue();
        second.close();

        session.commit();

        assertThat(rest()).isEmpty();
        assertThatThrownBy(second::receive).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(second::getMessageListener).isInstanceOf(IllegalStateException.class);
        second.close();
    }
}
