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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Section 6.2: sessions. */
abstract class SessionRules extends SpecTest {
    SessionRules(TestDatabases database) {
        super(database);
    }

    // 6.2.7 transactions

    @Test
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
    void whatARolledBackTransactionSentIsNeverSeen() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);

        send(session, queue(session), "lost");
        session.rollback();
        send(session, queue(session), "kept");
        session.commit();

        assertThat(rest()).containsExactly("kept");
    }

    @Test
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
    void closingATransactedSessionRollsBack() throws Exception {
        send("a");
        Session session = session(Session.SESSION_TRANSACTED);
        receiveText(session.createConsumer(queue(session)));
        send(session, queue(session), "never");

        session.close();

        assertThat(rest()).containsExactly("a");
    }

    @Test
    void commitNeedsATransactedSession() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
        Session transacted = session(Session.SESSION_TRANSACTED);
        assertThatThrownBy(transacted::recover).isInstanceOf(IllegalStateException.class);
    }

    // 6.2.9 order

    @Test
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

    // 6.2.10 acknowledgement

    @Test
    void anAutoAcknowledgedMessageIsGoneWhenReceiveReturns() throws Exception {
        send("a");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        receiveText(session.createConsumer(queue(session)));

        session.close();

        assertThat(rest()).isEmpty();
    }

    @Test
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
    void lazilyAcknowledgedMessagesAreGoneWhenTheSessionIsClosed() throws Exception {
        send("a", "b", "c");
        Session session = session(Session.DUPS_OK_ACKNOWLEDGE);
        assertThat(receiveTexts(session.createConsumer(queue(session)), 2)).containsExactly("a", "b");

        session.close();

        assertThat(rest()).containsExactly("c");
    }

    @Test
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

    // 6.2.10 and the provider's limit: dead letters

    @Test
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

    // 6.2.13 serial execution

    @Test
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

    // 6.2.2 temporary destinations

    @Test
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
    void aTemporaryTopicServesItsSubscribers() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        TemporaryTopic topic = session.createTemporaryTopic();
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer two = session.createConsumer(topic);

        send(session(Session.AUTO_ACKNOWLEDGE), topic, "both");

        assertThat(receiveText(one)).isEqualTo("both");
        assertThat(receiveText(two)).isEqualTo("both");
    }

    // 6.2.15 closing

    @Test
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
        while (receiver.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        session.close();
        receiver.join(SOON);

        assertThat(result.get()).isEqualTo("null");
    }

    @Test
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

    // 9.2 methods of the other domain

    @Test
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
    void topicSessionsRefuseWhatIsAboutQueues() throws Exception {
        TopicConnection connection = closing(factory().createTopicConnection());
        TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createQueue(name)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::createTemporaryQueue).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.createBrowser(null)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anUnknownSessionModeIsRefused() throws Exception {
        Connection connection = connection();

        assertThatThrownBy(() -> connection.createSession(17)).isInstanceOf(JMSException.class);
        assertThat(connection.createSession(true, 99).getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
    }

    @Test
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
}
