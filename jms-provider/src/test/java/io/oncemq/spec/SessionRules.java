// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.delivery.DeadLetter;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Section 6.2: sessions. */
abstract class SessionRules extends SpecTest {
    SessionRules(TestDatabases database) {
        super(database);
    }

    // Transactions

    @Test
    @Section("6.2.7")
    void whatATransactionSendsIsSeenAfterItsCommitOnly() throws Exception {
        Session sender = session(Session.SESSION_TRANSACTED);
        Session receiver = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = receiver.createConsumer(queue(receiver));

        send(sender, queue(sender), "a", "b");
        assertNothingComes(consumer);
        sender.commit();

        assertThat(receiveTexts(consumer, 2)).containsExactly("a", "b");
    }

    @Test
    @Section("6.2.7")
    void whatARolledBackTransactionSentIsNeverSeen() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);

        send(session, queue(session), "lost");
        session.rollback();
        send(session, queue(session), "kept");
        session.commit();

        assertThat(rest()).containsExactly("kept");
    }

    @Test
    @Section({"3.4.7", "3.5.11", "6.2.7"})
    void whatARolledBackTransactionReceivedComesAgainInOrderMarkedAsRedelivered() throws Exception {
        send("a", "b", "c");
        Session session = session(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(queue(session));
        assertThat(receiveTexts(consumer, 2)).containsExactly("a", "b");

        session.rollback();

        Message first = receive(consumer);
        assertThat(text(first)).isEqualTo("a");
        assertThat(first.getJMSRedelivered()).isTrue();
        assertThat(first.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(receiveText(consumer)).isEqualTo("b");
        Message third = receive(consumer);
        assertThat(text(third)).isEqualTo("c");
        assertThat(third.getJMSRedelivered()).isFalse();
        assertThat(third.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        session.commit();
        assertThat(rest()).isEmpty();
    }

    @Test
    @Section("6.2.7")
    void sendsAndReceivesCommitTogether() throws Exception {
        send("order");
        Session session = session(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(queue(session));
        Queue answers = session.createQueue(name + "-answers");

        receiveText(consumer);
        send(session, answers, "answer");
        session.rollback();
        receiveText(consumer);
        send(session, answers, "answer again");
        session.commit();

        assertThat(receiveTexts(session.createConsumer(answers), 1)).containsExactly("answer again");
        assertNothingComes(consumer);
    }

    @Test
    @Section("6.2.15")
    void closingATransactedSessionRollsBack() throws Exception {
        send("a");
        Session session = session(Session.SESSION_TRANSACTED);
        receiveText(session.createConsumer(queue(session)));
        send(session, queue(session), "never");

        session.close();

        assertThat(rest()).containsExactly("a");
    }

    @Test
    @Section({"6.2.7", "10.3"})
    void commitNeedsATransactedSession() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
        Session transacted = session(Session.SESSION_TRANSACTED);
        assertThatThrownBy(transacted::recover).isInstanceOf(IllegalStateException.class);
    }

    // Order

    @Test
    @Section({"6.2.9", "6.2.9.1"})
    void aSessionsMessagesArriveInTheOrderInWhichTheyWereSent() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        MessageProducer producer = session.createProducer(queue(session));
        for (int i = 0; i < 300; i++) {
            producer.send(session.createTextMessage("" + i));
        }

        for (int i = 0; i < 300; i++) {
            assertThat(receiveText(consumer)).isEqualTo("" + i);
        }
    }

    // Acknowledgement

    @Test
    @Section({"6.2.10", "6.2.11"})
    void anAutoAcknowledgedMessageIsGoneWhenReceiveReturns() throws Exception {
        send("a");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        receiveText(session.createConsumer(queue(session)));

        session.close();

        assertThat(rest()).isEmpty();
    }

    @Test
    @Section("6.2.10")
    void acknowledgingOneMessageAcknowledgesAllThatWereDelivered() throws Exception {
        send("a", "b", "c");
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        Message first = receive(consumer);
        receive(consumer);

        first.acknowledge();
        session.close();

        assertThat(rest()).containsExactly("c");
    }

    @Test
    @Section({"6.2.10", "3.4.7"})
    void whatWasNotAcknowledgedComesAgainAfterRecover() throws Exception {
        send("a", "b", "c");
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        receive(consumer).acknowledge();
        receive(consumer);
        receive(consumer);

        session.recover();

        Message again = receive(consumer);
        assertThat(text(again)).isEqualTo("b");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        Message last = receive(consumer);
        assertThat(text(last)).isEqualTo("c");
        last.acknowledge();
        assertNothingComes(consumer);
    }

    @Test
    @Section({"6.2", "6.2.15"})
    void whatWasNotAcknowledgedComesAgainAfterClose() throws Exception {
        send("a");
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        Message message = receive(session.createConsumer(queue(session)));

        session.close();

        Session other = session(Session.AUTO_ACKNOWLEDGE);
        Message again = receive(other.createConsumer(queue(other)));
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Section("6.2.10")
    void lazilyAcknowledgedMessagesAreGoneWhenTheSessionIsClosed() throws Exception {
        send("a", "b", "c");
        Session session = session(Session.DUPS_OK_ACKNOWLEDGE);
        assertThat(receiveTexts(session.createConsumer(queue(session)), 2)).containsExactly("a", "b");

        session.close();

        assertThat(rest()).containsExactly("c");
    }

    @Test
    @Section("6.2.10")
    void manyLazilyAcknowledgedMessagesComeOnce() throws Exception {
        String[] texts = new String[120];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "" + i;
        }
        send(texts);
        Session session = session(Session.DUPS_OK_ACKNOWLEDGE);
        CountDownLatch all = new CountDownLatch(texts.length);
        session.createConsumer(queue(session)).setMessageListener(message -> all.countDown());

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        session.close();

        assertThat(rest()).isEmpty();
    }

    // The provider's limit: dead letters

    @Test
    @Section("6.2.10")
    void aMessageThatIsRejectedTenTimesGoesToTheDeadLetterQueueUntouched() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        TextMessage poison = session.createTextMessage("poison");
        poison.setStringProperty("colour", "red");
        session.createProducer(queue(session)).send(poison);
        session.commit();
        MessageConsumer consumer = session.createConsumer(queue(session));

        for (int attempt = 1; attempt <= 10; attempt++) {
            assertThat(receive(consumer).getIntProperty("JMSXDeliveryCount")).isEqualTo(attempt);
            session.rollback();
        }

        assertNothingComes(consumer);
        Message dead = receive(session.createConsumer(session.createQueue("DLQ." + name)));
        assertThat(text(dead)).isEqualTo("poison");
        assertThat(dead.getStringProperty("colour")).isEqualTo("red");
        assertThat(dead.getStringProperty(DeadLetter.ORIGIN)).isEqualTo(name);
        assertThat(dead.getStringProperty(DeadLetter.ORIGIN_KIND)).isEqualTo("queue");
        assertThat(dead.getIntProperty(DeadLetter.ATTEMPTS)).isEqualTo(10);
        assertThat(dead.getStringProperty(DeadLetter.REASON)).contains("10 times");
        session.commit();
    }

    // Serial execution

    @Test
    @Section("6.2.13")
    void listenersOfOneSessionNeverRunAtTheSameTime() throws Exception {
        Connection connection = connection();
        Session session = connection.createSession();
        AtomicReference<Thread> inside = new AtomicReference<>();
        AtomicReference<String> trouble = new AtomicReference<>("");
        CountDownLatch all = new CountDownLatch(40);
        for (String each : List.of("1", "2")) {
            session.createConsumer(session.createQueue(name + each)).setMessageListener(message -> {
                if (!inside.compareAndSet(null, Thread.currentThread())) {
                    trouble.set("two listeners at once");
                }
                LockSupport.parkNanos(10_000);
                inside.set(null);
                all.countDown();
            });
        }
        connection.start();
        Session sender = session(Session.AUTO_ACKNOWLEDGE);
        for (int i = 0; i < 20; i++) {
            send(sender, sender.createQueue(name + "1"), "x");
            send(sender, sender.createQueue(name + "2"), "x");
        }

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(trouble.get()).isEmpty();
    }

    // Temporary destinations

    @Test
    @Section({"2.16", "4.1.5", "6.2.2"})
    void aRequestIsAnsweredToATemporaryQueue() throws Exception {
        Session client = session(Session.AUTO_ACKNOWLEDGE);
        TemporaryQueue replies = client.createTemporaryQueue();
        Session server = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer answers = server.createProducer(null);
        server.createConsumer(queue(server)).setMessageListener(request -> {
            try {
                TextMessage reply = server.createTextMessage(((TextMessage) request).getText() + " pong");
                reply.setJMSCorrelationID(request.getJMSMessageID());
                answers.send(request.getJMSReplyTo(), reply);
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });

        TextMessage request = client.createTextMessage("ping");
        request.setJMSReplyTo(replies);
        client.createProducer(queue(client)).send(request);

        Message reply = receive(client.createConsumer(replies));
        assertThat(text(reply)).isEqualTo("ping pong");
        assertThat(reply.getJMSCorrelationID()).isEqualTo(request.getJMSMessageID());
    }

    @Test
    @Section({"4.1.5", "4.2.7", "6.2.2"})
    void onlyTheOwnConnectionConsumesATemporaryDestination() throws Exception {
        Session owner = session(Session.AUTO_ACKNOWLEDGE);
        TemporaryQueue queue = owner.createTemporaryQueue();
        TemporaryTopic topic = owner.createTemporaryTopic();
        Session stranger = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> stranger.createConsumer(queue)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> stranger.createConsumer(topic)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> owner.createDurableConsumer(topic, "d"))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Section("6.2.2")
    void aTemporaryDestinationGoesWhenDeletedAndNotWhileItIsConsumed() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        TemporaryQueue queue = session.createTemporaryQueue();
        MessageConsumer consumer = session.createConsumer(queue);

        assertThatThrownBy(queue::delete).isInstanceOf(JMSException.class);
        consumer.close();
        queue.delete();

        assertThatThrownBy(() -> session.createProducer(queue)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createConsumer(queue)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Section("6.2.2")
    void aTemporaryDestinationGoesWithItsConnection() throws Exception {
        Connection connection = factory().createConnection();
        TemporaryQueue queue = connection.createSession().createTemporaryQueue();
        connection.close();
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(null);

        assertThatThrownBy(() -> producer.send(queue, session.createTextMessage("late")))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Section({"4.2.7", "6.2.2"})
    void aTemporaryTopicServesItsSubscribers() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        TemporaryTopic topic = session.createTemporaryTopic();
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer two = session.createConsumer(topic);

        send(session(Session.AUTO_ACKNOWLEDGE), topic, "both");

        assertThat(receiveText(one)).isEqualTo("both");
        assertThat(receiveText(two)).isEqualTo("both");
    }

    // Closing

    @Test
    @Section("6.2.15")
    void aClosedSessionRefusesEverythingButClose() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        MessageConsumer consumer = session.createConsumer(queue(session));
        TextMessage message = session.createTextMessage("still usable");

        session.close();
        session.close();
        producer.close();
        consumer.close();

        assertThat(message.getText()).isEqualTo("still usable");
        assertThatThrownBy(session::createMessage).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::getTransacted).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::recover).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::createTemporaryQueue).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.createQueue("q")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.unsubscribe("s")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.send(message)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(producer::getDeliveryMode).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(consumer::receive).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(consumer::getMessageListener).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Section("6.2.15")
    void closingASessionEndsAReceiveThatWaits() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        AtomicReference<Object> result = new AtomicReference<>("waiting");
        Thread receiver = new Thread(() -> {
            try {
                result.set(consumer.receive() == null ? "null" : "message");
            } catch (JMSException e) {
                result.set(e);
            }
        });
        receiver.start();
        awaitWaiting(receiver);

        session.close();
        receiver.join(SOON);

        assertThat(result.get()).isEqualTo("null");
    }

    @Test
    @Section("6.2.15")
    void aListenerCannotCloseItsOwnSession() throws Exception {
        send("a");
        Connection connection = connection();
        Session session = connection.createSession();
        AtomicReference<Exception> refused = new AtomicReference<>();
        CountDownLatch called = new CountDownLatch(1);
        session.createConsumer(queue(session)).setMessageListener(message -> {
            try {
                session.close();
            } catch (JMSException e) {
                refused.set(e);
            }
            called.countDown();
        });
        connection.start();

        assertThat(called.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(refused.get()).isInstanceOf(IllegalStateException.class);
    }

    // Methods of the other domain

    @Test
    @Section("9.2")
    void queueSessionsRefuseWhatIsAboutTopics() throws Exception {
        QueueConnection connection = closing(factory().createQueueConnection());
        QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createTopic(name)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::createTemporaryTopic).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.unsubscribe("s")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.createDurableSubscriber(null, "s")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(null, "s")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connection.createDurableConnectionConsumer(null, "s", null, null, 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Section("9.2")
    void topicSessionsRefuseWhatIsAboutQueues() throws Exception {
        TopicConnection connection = closing(factory().createTopicConnection());
        TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createQueue(name)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::createTemporaryQueue).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.createBrowser(null)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Section("6.2")
    void anUnknownSessionModeIsRefused() throws Exception {
        Connection connection = connection();

        assertThatThrownBy(() -> connection.createSession(17)).isInstanceOf(JMSException.class);
        assertThat(connection.createSession(true, 99).getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
    }

    @Test
    @Section("6.2")
    void theTransactedModeIsRefusedWhereTheSessionIsNotToBeTransacted() throws Exception {
        Connection connection = connection();
        QueueConnection queues = closing(factory().createQueueConnection());
        TopicConnection topics = closing(factory().createTopicConnection());

        assertThatThrownBy(() -> connection.createSession(false, Session.SESSION_TRANSACTED))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> queues.createQueueSession(false, Session.SESSION_TRANSACTED))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> topics.createTopicSession(false, Session.SESSION_TRANSACTED))
                .isInstanceOf(JMSException.class);
        assertThat(connection.createSession(Session.SESSION_TRANSACTED).getTransacted())
                .isTrue();
    }

    @Test
    @Section({"6.2.7", "7.7"})
    void nonPersistentMessagesTakePartInTransactions() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(queue(session));
        MessageProducer producer = session.createProducer(queue(session));
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(session.createTextMessage("light"));
        session.commit();

        assertThat(receiveText(consumer)).isEqualTo("light");
        session.rollback();
        Message again = receive(consumer);
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        session.commit();
        assertNothingComes(consumer);
    }

    @Test
    @Section({"6.2.1", "6.2.9.1", "6.2.10"})
    void aSessionServesManyProducersAndConsumersAndAcknowledgesForAll() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer[] consumers = new MessageConsumer[3];
        for (int i = 0; i < 3; i++) {
            Queue queue = session.createQueue(name + i);
            consumers[i] = session.createConsumer(queue);
            send(session, queue, "a" + i, "b" + i);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(receiveText(consumers[i])).isEqualTo("a" + i);
        }

        receive(consumers[0]).acknowledge();
        session.close();

        Session other = session(Session.AUTO_ACKNOWLEDGE);
        assertNothingComes(other.createConsumer(other.createQueue(name + 0)));
        for (int i = 1; i < 3; i++) {
            MessageConsumer rest = other.createConsumer(other.createQueue(name + i));
            assertThat(receiveText(rest)).isEqualTo("b" + i);
            assertNothingComes(rest);
        }
    }

    @Test
    @Section("6.2.4")
    void aMessageIsSentByAnySession() throws Exception {
        Session maker = session(Session.AUTO_ACKNOWLEDGE);
        TextMessage message = maker.createTextMessage("x");
        maker.close();
        Session sender = session(Session.SESSION_TRANSACTED);

        sender.createProducer(queue(sender)).send(message);
        sender.commit();

        assertThat(rest()).containsExactly("x");
    }

    @Test
    @Section({"6.2.5", "8.8"})
    void anotherThreadMayCloseAConsumerThatReceives() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        AtomicReference<Object> result = new AtomicReference<>("waiting");
        Thread receiver = new Thread(() -> {
            try {
                result.set(consumer.receive() == null ? "null" : "message");
            } catch (JMSException e) {
                result.set(e);
            }
        });
        receiver.start();
        awaitWaiting(receiver);

        consumer.close();
        receiver.join(SOON);

        assertThat(result.get()).isEqualTo("null");
        send(session, queue(session), "the session goes on");
        assertThat(rest()).containsExactly("the session goes on");
    }

    @Test
    @Section("6.2.9.2")
    void messagesOfOneModeAndPriorityStayInOrder() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue(session));
        Session receiving = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = receiving.createConsumer(queue(receiving));
        for (int i = 0; i < 60; i++) {
            producer.send(session.createTextMessage("" + i), i % 2 + 1, 4, 0);
            if (i % 7 == 6) {
                session.commit();
            }
        }
        session.commit();

        List<Integer> numbers =
                receiveTexts(consumer, 60).stream().map(Integer::valueOf).toList();
        assertThat(numbers.stream().filter(each -> each % 2 == 0)).isSorted().hasSize(30);
        assertThat(numbers.stream().filter(each -> each % 2 == 1)).isSorted().hasSize(30);
    }

    @Test
    @Section("6.2.10")
    void recoverInALazySessionBringsBackWhatIsNotAcknowledgedYet() throws Exception {
        send("a", "b");
        Session session = session(Session.DUPS_OK_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        assertThat(receiveTexts(consumer, 2)).containsExactly("a", "b");

        session.recover();

        Message again = receive(consumer);
        assertThat(again.getJMSRedelivered()).isTrue();
        session.close();
    }

    /** What a lazy session holds back it acknowledges as soon as it has nothing to do. */
    @Test
    @Section({"6.2.10", "6.2.11"})
    void aLazySessionAcknowledgesWhenItsListenersAreIdle() throws Exception {
        Session session = session(Session.DUPS_OK_ACKNOWLEDGE);
        CountDownLatch all = new CountDownLatch(3);
        session.createConsumer(queue(session)).setMessageListener(message -> all.countDown());
        send("a", "b", "c");
        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();

        Session looking = session(Session.AUTO_ACKNOWLEDGE);
        long start = System.nanoTime();
        while (looking.createBrowser(queue(looking)).getEnumeration().hasMoreElements()) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(SOON));
        }
    }

    @Test
    @Section({"6.2.10", "6.2.11"})
    void aLazySessionThatDoesNotWaitAcknowledgesWhenNothingIsThere() throws Exception {
        send("a");
        Session session = session(Session.DUPS_OK_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));

        assertThat(text(consumer.receiveNoWait())).isEqualTo("a");
        assertThat(consumer.receiveNoWait()).isNull();

        Session looking = session(Session.AUTO_ACKNOWLEDGE);
        assertThat(looking.createBrowser(queue(looking)).getEnumeration().hasMoreElements())
                .isFalse();
    }

    @Test
    @Section({"6.2.10", "8.7"})
    void whatALazyListenerThrowsOnComesAgainWhateverElseItReceives() throws Exception {
        assertComesAgainAfter(session -> {
            throw new IllegalArgumentException("not accepted");
        });
    }

    @Test
    @Section({"6.2.10", "8.7"})
    void recoverInALazyListenerBringsBackWhatItWorksOn() throws Exception {
        assertComesAgainAfter(Session::recover);
    }

    /** A receive in the listener lets the session acknowledge: what is being worked on must not be part of that. */
    private void assertComesAgainAfter(EndOfListener notAccepted) throws Exception {
        send("a");
        Session session = session(Session.DUPS_OK_ACKNOWLEDGE);
        MessageConsumer other = session.createConsumer(session.createQueue(name + "-other"));
        BlockingQueue<Boolean> redelivered = new LinkedBlockingQueue<>();
        session.createConsumer(queue(session)).setMessageListener(message -> {
            try {
                other.receive(1);
                redelivered.add(message.getJMSRedelivered());
                if (!message.getJMSRedelivered()) {
                    notAccepted.end(session);
                }
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(redelivered.poll(SOON, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(redelivered.poll(SOON, TimeUnit.MILLISECONDS)).isTrue();
        session.close();
        assertThat(rest()).isEmpty();
    }

    @FunctionalInterface
    private interface EndOfListener {
        void end(Session session) throws JMSException;
    }

    @Test
    @Section({"6.2.11", "6.2.12"})
    void nothingThatWasAcknowledgedComesAgain() throws Exception {
        String[] texts = new String[30];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "" + i;
        }
        send(texts);
        List<String> got = new java.util.ArrayList<>();
        for (int round = 0; round < 10; round++) {
            try (Connection connection = factory().createConnection();
                    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                    MessageConsumer consumer = session.createConsumer(queue(session))) {
                connection.start();
                for (int i = 0; i < 3; i++) {
                    Message message = receive(consumer);
                    got.add(text(message));
                    message.acknowledge();
                }
                // One more each time, which stays unacknowledged.
                assertThat(consumer.receive(round < 9 ? SOON : A_MOMENT) == null)
                        .isEqualTo(round == 9);
            }
        }

        assertThat(got).containsExactly(texts);
    }

    @Test
    @Section("6.2.14")
    void listenersOfTwoSessionsRunAtTheSameTime() throws Exception {
        Connection connection = connection();
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch met = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            Session session = connection.createSession();
            session.createConsumer(session.createQueue(name + i)).setMessageListener(message -> {
                both.countDown();
                try {
                    if (both.await(SOON, TimeUnit.MILLISECONDS)) {
                        met.countDown();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        connection.start();
        Session sender = session(Session.AUTO_ACKNOWLEDGE);

        send(sender, sender.createQueue(name + 0), "x");
        send(sender, sender.createQueue(name + 1), "x");

        assertThat(met.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
    }
}
