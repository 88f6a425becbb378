// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.Garbage;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Section 6.1: connections. */
abstract class ConnectionRules extends SpecTest {
    ConnectionRules(TestDatabases database) {
        super(database);
    }

    // Client identifier

    @Test
    @Section("6.1.2")
    void theClientIdOfTheFactoryCannotBeChanged() throws Exception {
        Connection connection = connection(name);

        assertThat(connection.getClientID()).isEqualTo(name);
        assertThatThrownBy(() -> connection.setClientID("other")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Section("6.1.2")
    void aClientIdIsSetOnceAndFirst() throws Exception {
        Connection connection = connection();
        connection.setClientID(name);
        assertThat(connection.getClientID()).isEqualTo(name);
        assertThatThrownBy(() -> connection.setClientID(name + "2")).isInstanceOf(IllegalStateException.class);

        Connection used = connection();
        used.createSession();
        assertThatThrownBy(() -> used.setClientID(name + "3")).isInstanceOf(IllegalStateException.class);
        assertThat(used.getClientID()).isNull();
    }

    @Test
    @Section({"6.1.2", "10.3"})
    void aClientIdIsUsedByOneConnectionAtATime() throws Exception {
        Connection first = connection();
        first.setClientID(name);
        Connection second = connection();

        assertThatThrownBy(() -> second.setClientID(name)).isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> connection(name)).isInstanceOf(InvalidClientIDException.class);
        first.close();
        second.setClientID(name);

        assertThat(second.getClientID()).isEqualTo(name);
    }

    @Test
    @Section({"6.1.2", "10.3"})
    void anEmptyClientIdIsRefused() throws Exception {
        Connection connection = connection();

        assertThatThrownBy(() -> connection.setClientID("")).isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> connection.setClientID(null)).isInstanceOf(InvalidClientIDException.class);
    }

    // Start and stop

    @Test
    @Section("6.1.4")
    void nothingIsDeliveredBeforeStart() throws Exception {
        send("a");
        Connection connection = connection();
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(queue(session));
        assertNothingComes(consumer);
        assertThat(consumer.receiveNoWait()).isNull();

        connection.start();
        connection.start();

        assertThat(receiveText(consumer)).isEqualTo("a");
    }

    @Test
    @Section({"6.1.4", "6.1.5"})
    void aStoppedConnectionSendsButDoesNotReceive() throws Exception {
        Connection connection = startedConnection();
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(queue(session));
        connection.stop();
        connection.stop();

        send(session, queue(session), "a");
        assertNothingComes(consumer);
        connection.start();

        assertThat(receiveText(consumer)).isEqualTo("a");
    }

    @Test
    @Section("6.1.5")
    void stopWaitsForTheListenerThatRunsWhichKeepsItsFullServices() throws Exception {
        send("a", "b");
        Connection connection = connection();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        session.createConsumer(queue(session)).setMessageListener(message -> {
            inside.countDown();
            try {
                go.await();
                send(session, session.createQueue(name + "-out"), "answer");
                session.commit();
                done.add(text(message));
            } catch (Exception e) {
                done.add(e.toString());
            }
        });
        connection.start();
        inside.await();
        AtomicBoolean stopped = new AtomicBoolean();
        Thread stopper = new Thread(() -> {
            try {
                connection.stop();
                stopped.set(true);
            } catch (JMSException e) {
                done.add(e.toString());
            }
        });
        stopper.start();
        awaitWaiting(stopper);
        assertThat(stopped).isFalse();

        go.countDown();
        stopper.join(SOON);

        assertThat(stopped).isTrue();
        assertThat(done).containsExactly("a");
        assertThat(rest()).containsExactly("b");
    }

    /** One side stops and starts, the other delivers: nothing after stop returned, nothing lost, nothing twice, in order. */
    @Test
    @Section("6.1.5")
    @Timeout(300)
    void stopAndStartRaceWithListenersAndReceivers() throws Exception {
        int count = 400;
        Connection connection = connection();
        Session listening = connection.createSession();
        Session receiving = connection.createSession();
        Queue<String> delivered = new ConcurrentLinkedQueue<>();
        AtomicBoolean stopped = new AtomicBoolean(true);
        AtomicReference<String> trouble = new AtomicReference<>("");
        listening.createConsumer(listening.createQueue(name)).setMessageListener(message -> {
            if (stopped.get()) {
                trouble.set("delivered to a listener after stop returned");
            }
            delivered.add(number(message));
        });
        Queue<String> received = new ConcurrentLinkedQueue<>();
        MessageConsumer consumer = receiving.createConsumer(receiving.createQueue(name + "-r"));
        Thread receiver = new Thread(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    received.add(number(consumer.receive()));
                }
            } catch (JMSException | RuntimeException e) {
                trouble.set("receive failed: " + e);
            }
        });
        receiver.start();
        Session sender = session(Session.AUTO_ACKNOWLEDGE);
        Thread sending = new Thread(() -> {
            try {
                MessageProducer producer = sender.createProducer(null);
                for (int i = 0; i < count; i++) {
                    Message message = sender.createTextMessage("" + i);
                    producer.send(sender.createQueue(name), message);
                    producer.send(sender.createQueue(name + "-r"), message);
                }
            } catch (JMSException e) {
                trouble.set("send failed: " + e);
            }
        });
        sending.start();

        int shortest = 3;
        int window = shortest;
        while (delivered.size() < count || receiver.isAlive()) {
            int before = delivered.size() + received.size();
            stopped.set(false);
            connection.start();
            pass(window);
            connection.stop();
            stopped.set(true);
            int seen = received.size();
            pass(1);
            // A receive that returned before stop did may be counted a little later, but by one thread only once.
            assertThat(received.size()).isLessThanOrEqualTo(seen + 1);
            if (!"".equals(trouble.get())) {
                break;
            }
            // Where the store needs longer than that to bring one, both would go on for ever.
            window = delivered.size() + received.size() > before ? shortest : 2 * window;
        }

        assertThat(trouble.get()).isEmpty();
        List<String> expected = IntStream.range(0, count).mapToObj(i -> "" + i).toList();
        assertThat(delivered).as("by the listener").containsExactlyElementsOf(expected);
        assertThat(received).as("by receive").containsExactlyElementsOf(expected);
    }

    private static void pass(long millis) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    private static String number(Message message) {
        try {
            return text(message);
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Section({"6.1.5", "6.1.8"})
    void aListenerCannotStopOrCloseItsOwnConnection() throws Exception {
        send("a");
        Connection connection = connection();
        Session session = connection.createSession();
        List<Exception> refused = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch called = new CountDownLatch(1);
        session.createConsumer(queue(session)).setMessageListener(message -> {
            try {
                connection.stop();
            } catch (JMSException e) {
                refused.add(e);
            }
            try {
                connection.close();
            } catch (JMSException e) {
                refused.add(e);
            }
            called.countDown();
        });
        connection.start();

        assertThat(called.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(refused).hasSize(2).allMatch(IllegalStateException.class::isInstance);
    }

    // Metadata

    @Test
    @Section({"6.1.6", "3.5.9"})
    void metadataTellsTheVersionAndTheProperties() throws Exception {
        ConnectionMetaData metaData = connection().getMetaData();

        assertThat(metaData.getJMSVersion()).isEqualTo("3.1");
        assertThat(metaData.getJMSMajorVersion()).isEqualTo(3);
        assertThat(metaData.getJMSMinorVersion()).isEqualTo(1);
        assertThat(metaData.getJMSProviderName()).isEqualTo("OnceMQ");
        assertThat(metaData.getProviderVersion())
                .isEqualTo(metaData.getProviderMajorVersion() + "." + metaData.getProviderMinorVersion());
        List<Object> names = new ArrayList<>();
        for (Enumeration<?> each = metaData.getJMSXPropertyNames(); each.hasMoreElements(); ) {
            names.add(each.nextElement());
        }
        assertThat(names).containsExactly("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
    }

    @Test
    @Section({"6.1.6", "3.5.9"})
    void metadataTellsThePropertiesThatTheConnectionWasToldToSet() throws Exception {
        OnceMqSettings telling = settings()
                .with("populateJMSXUserID", "true")
                .with("applicationId", "billing")
                .with("populateJMSXTXIDs", "true")
                .with("populateJMSXRcvTimestamp", "true");

        ConnectionMetaData metaData =
                closing(factory(telling).createConnection()).getMetaData();

        List<Object> names = new ArrayList<>();
        for (Enumeration<?> each = metaData.getJMSXPropertyNames(); each.hasMoreElements(); ) {
            names.add(each.nextElement());
        }
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "JMSXGroupID",
                        "JMSXGroupSeq",
                        "JMSXDeliveryCount",
                        "JMSXUserID",
                        "JMSXAppID",
                        "JMSXProducerTXID",
                        "JMSXConsumerTXID",
                        "JMSXRcvTimestamp");
    }

    // Closing

    @Test
    @Section("6.1.8")
    void aClosedConnectionRefusesEverythingButClose() throws Exception {
        Connection connection = connection();
        Session session = connection.createSession();

        connection.close();
        connection.close();
        session.close();

        assertThatThrownBy(connection::createSession).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(connection::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(connection::stop).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(connection::getClientID).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connection.setClientID("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(connection::getMetaData).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(connection::getExceptionListener).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::createMessage).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Section("6.1.8")
    void closeEndsReceivesThatWaitAndRollsBack() throws Exception {
        send("a");
        Connection connection = startedConnection();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(queue(session));
        receiveText(consumer);
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

        connection.close();
        receiver.join(SOON);

        assertThat(result.get()).isEqualTo("null");
        assertThat(rest()).containsExactly("a");
    }

    @Test
    @Section("6.1.8")
    void closeWaitsForTheListenerThatRuns() throws Exception {
        send("a", "b");
        Connection connection = connection();
        Session session = connection.createSession();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        session.createConsumer(queue(session)).setMessageListener(message -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                done.add("interrupted");
            }
            done.add(number(message));
        });
        connection.start();
        inside.await();
        Thread closer = new Thread(() -> {
            try {
                connection.close();
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

    /** Sections 8.8 and 6.1.8: consumers come and go while messages arrive; nothing is lost, nothing comes twice. */
    @Test
    @Section({"6.1.8", "8.8"})
    @Timeout(300)
    void closingConsumersRaceWithArrivingMessages() throws Exception {
        int count = 300;
        Queue<String> got = new ConcurrentLinkedQueue<>();
        AtomicReference<String> trouble = new AtomicReference<>("");
        Session sender = session(Session.AUTO_ACKNOWLEDGE);
        Thread sending = new Thread(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    send(sender, sender.createQueue(name), "" + i);
                }
            } catch (JMSException e) {
                trouble.set("send failed: " + e);
            }
        });
        sending.start();

        int shortest = 5;
        int window = shortest;
        while (got.size() < count && "".equals(trouble.get())) {
            int before = got.size();
            try (Connection connection = factory().createConnection()) {
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(name));
                consumer.setMessageListener(message -> got.add(number(message)));
                connection.start();
                pass(window);
                consumer.close();
                int seen = got.size();
                pass(1);
                assertThat(got).hasSize(seen);
            }
            // Where the store needs longer than that to bring one, none would ever come.
            window = got.size() > before ? shortest : 2 * window;
        }

        assertThat(trouble.get()).isEmpty();
        assertThat(got)
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(i -> "" + i).toList());
    }

    // Exception listener

    @Test
    @Section("6.1.7")
    void theExceptionListenerIsKept() throws Exception {
        Connection connection = connection();
        assertThat(connection.getExceptionListener()).isNull();

        connection.setExceptionListener(e -> {});

        assertThat(connection.getExceptionListener()).isNotNull();
    }

    @Test
    @Section({"6.1.4", "6.1"})
    void everyKindOfConnectionBeginsStopped() throws Exception {
        send("a");
        QueueConnection queues = closing(factory().createQueueConnection());
        QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        assertNothingComes(queueSession.createReceiver(queueSession.createQueue(name)));
        TopicConnection topics = closing(factory().createTopicConnection());
        TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicSubscriber subscriber = topicSession.createSubscriber(topicSession.createTopic(name));
        topicSession.createPublisher(topicSession.createTopic(name)).publish(topicSession.createTextMessage("t"));
        assertNothingComes(subscriber);

        topics.start();

        assertThat(receiveText(subscriber)).isEqualTo("t");
        assertThat(rest()).containsExactly("a");
    }

    @Test
    @Section("6.1.5")
    void aReceiveThatWaitsTimesOutWhileStoppedAndGoesOnAfterwards() throws Exception {
        Connection connection = startedConnection();
        MessageConsumer timed = connection.createSession().createConsumer(queue(connection.createSession()));
        Session session = connection.createSession();
        MessageConsumer patient = session.createConsumer(session.createQueue(name + "-2"));
        AtomicReference<Object> result = new AtomicReference<>("waiting");
        Thread receiver = new Thread(() -> {
            try {
                result.set(text(patient.receive()));
            } catch (JMSException e) {
                result.set(e);
            }
        });
        receiver.start();
        awaitWaiting(receiver);

        connection.stop();
        send("a");
        Session sender = session(Session.AUTO_ACKNOWLEDGE);
        send(sender, sender.createQueue(name + "-2"), "b");
        assertThat(timed.receive(A_MOMENT)).isNull();
        assertThat(timed.receiveNoWait()).isNull();
        assertThat(result.get()).isEqualTo("waiting");
        connection.start();
        receiver.join(SOON);

        assertThat(result.get()).isEqualTo("b");
        assertThat(receiveText(timed)).isEqualTo("a");
    }

    @Test
    @Section("6.1.7")
    void anExceptionListenerIsToldOneAtATimeOfWhatNoCallCanTell() throws Exception {
        Connection connection = connection();
        AtomicInteger inside = new AtomicInteger();
        AtomicReference<String> trouble = new AtomicReference<>("");
        CountDownLatch told = new CountDownLatch(2);
        connection.setExceptionListener(e -> {
            if (inside.incrementAndGet() > 1) {
                trouble.set("two at once");
            }
            try {
                connection.createSession().close();
            } catch (JMSException unexpected) {
                trouble.set(unexpected.toString());
            }
            if (!"no session today".equals(e.getMessage())) {
                trouble.set(e.toString());
            }
            inside.decrementAndGet();
            told.countDown();
        });
        Session session = connection.createSession();
        // Thrown by a call: not told.
        assertThatThrownBy(() -> session.createConsumer(queue(session), "=")).isInstanceOf(JMSException.class);
        ConnectionConsumer consumer = connection.createConnectionConsumer(
                queue(session),
                null,
                () -> {
                    throw new JMSException("no session today");
                },
                1);
        connection.start();

        send("a");

        assertThat(told.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(trouble.get()).isEmpty();
        consumer.close();
    }

    @Test
    @Section({"6.1.8", "6.2.15"})
    void closingAConnectionClosesAllThatCameFromItButNotItsMessages() throws Exception {
        send("a", "b");
        Connection connection = startedConnection();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        MessageConsumer consumer = session.createConsumer(queue(session));
        MessageConsumer subscriber = session.createConsumer(topic(session));
        QueueBrowser browser = session.createBrowser(queue(session));
        Message received = receive(consumer);
        Message made = session.createTextMessage("made");

        connection.close();

        assertThat(text(received)).isEqualTo("a");
        assertThat(text(made)).isEqualTo("made");
        assertThatThrownBy(received::acknowledge).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.send(made)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(producer::getPriority).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(subscriber::getMessageSelector).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(browser::getEnumeration).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(browser::getQueue).isInstanceOf(IllegalStateException.class);
        producer.close();
        consumer.close();
        subscriber.close();
        browser.close();
        session.close();
        connection.close();
        assertThat(rest()).containsExactly("a", "b");
    }

    @Test
    @Section({"6.1.2", "8.3.2", "8.3.4"})
    void aClientIdIsPartOfASubscriptionsName() throws Exception {
        Session mine = connection(name).createSession();
        Session nobodys = session(Session.AUTO_ACKNOWLEDGE);
        Topic topic = topic(mine);
        Connection started = connection(name + "-2");
        started.start();
        Session others = started.createSession();
        MessageConsumer one = nobodys.createSharedDurableConsumer(topic, name);
        MessageConsumer two = others.createSharedDurableConsumer(topic, name);
        MessageConsumer three = nobodys.createSharedConsumer(topic, name);

        send(nobodys, topic, "x");

        for (MessageConsumer consumer : List.of(one, two, three)) {
            assertThat(receiveText(consumer)).isEqualTo("x");
            consumer.close();
        }
        assertThatThrownBy(() -> mine.unsubscribe(name)).isInstanceOf(JMSException.class);
        nobodys.unsubscribe(name);
        others.unsubscribe(name);
    }

    private WeakReference<Connection> dropped() throws JMSException {
        Connection connection = factory().createConnection();
        connection.start();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        send(session, session.createQueue(name), "x");
        return new WeakReference<>(connection);
    }

    /** It is the application's mistake; one for each request would fill the heap of its server. */
    @Test
    @Section("6.1.8")
    void aConnectionWithoutConsumersThatIsDroppedDoesNotStayInMemory() throws Exception {
        Connection other = startedConnection();

        WeakReference<Connection> connection = dropped();

        Garbage.collect(connection);

        assertThat(connection.get()).isNull();
        other.close();
    }
}
