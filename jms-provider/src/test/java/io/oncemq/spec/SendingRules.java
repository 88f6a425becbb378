// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.ResourceAllocationRuntimeException;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TransactionRolledBackException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chapter 7 and the headers of section 3.4: sending messages. */
abstract class SendingRules extends SpecTest {
    SendingRules(TestDatabases database) {
        super(database);
    }

    // The body kinds, there and back

    @Test
    @Section({"3.11", "3.11.4"})
    void everyKindOfBodyArrivesAsItWasSent() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        MessageConsumer consumer = session.createConsumer(queue(session));

        producer.send(session.createTextMessage("Grüße \uD83D\uDE00"));
        assertThat(receiveText(consumer)).isEqualTo("Grüße \uD83D\uDE00");

        producer.send(session.createTextMessage(null));
        assertThat(((TextMessage) receive(consumer)).getText()).isNull();

        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(42);
        bytes.writeUTF("x");
        producer.send(bytes);
        BytesMessage bytesBack = (BytesMessage) receive(consumer);
        assertThat(bytesBack.readInt()).isEqualTo(42);
        assertThat(bytesBack.readUTF()).isEqualTo("x");

        MapMessage map = session.createMapMessage();
        map.setLong("n", 7);
        map.setBytes("b", new byte[] {1, 2});
        producer.send(map);
        MapMessage mapBack = (MapMessage) receive(consumer);
        assertThat(mapBack.getLong("n")).isEqualTo(7);
        assertThat(mapBack.getBytes("b")).containsExactly(1, 2);

        StreamMessage stream = session.createStreamMessage();
        stream.writeDouble(1.5);
        stream.writeString("end");
        producer.send(stream);
        StreamMessage streamBack = (StreamMessage) receive(consumer);
        assertThat(streamBack.readDouble()).isEqualTo(1.5);
        assertThat(streamBack.readString()).isEqualTo("end");

        producer.send(session.createObjectMessage(new ArrayList<>(List.of("a", 1))));
        assertThat(((ObjectMessage) receive(consumer)).getObject()).isEqualTo(List.of("a", 1));

        Message plain = session.createMessage();
        plain.setIntProperty("answer", 42);
        producer.send(plain);
        assertThat(receive(consumer).getIntProperty("answer")).isEqualTo(42);
    }

    @Test
    @Section("3.11")
    void aLargeBodyArrivesAsItWasSent() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        byte[] body = new byte[3_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31);
        }
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(body);

        session.createProducer(queue(session)).send(message);

        Message back = receive(session.createConsumer(queue(session)));
        assertThat(back.getBody(byte[].class)).isEqualTo(body);
    }

    // Headers

    @Test
    @Section({"3.4", "3.4.11", "7.4"})
    void theProviderSetsTheHeadersOnTheSentMessageToo() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        TextMessage sent = session.createTextMessage("x");
        sent.setJMSType("kind");
        sent.setJMSCorrelationID("c-1");
        long before = System.currentTimeMillis();

        producer.send(sent, DeliveryMode.NON_PERSISTENT, 7, 60_000);

        Message back = receive(session.createConsumer(queue(session)));
        for (Message each : List.of(sent, back)) {
            assertThat(each.getJMSMessageID()).startsWith("ID:").isEqualTo(sent.getJMSMessageID());
            assertThat(each.getJMSDestination()).isEqualTo(queue(session));
            assertThat(each.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
            assertThat(each.getJMSPriority()).isEqualTo(7);
            assertThat(each.getJMSTimestamp()).isCloseTo(before, within(10_000L));
            assertThat(each.getJMSExpiration()).isEqualTo(each.getJMSTimestamp() + 60_000);
            assertThat(each.getJMSDeliveryTime()).isEqualTo(each.getJMSTimestamp());
            assertThat(each.getJMSRedelivered()).isFalse();
        }
        assertThat(back.getJMSType()).isEqualTo("kind");
        assertThat(back.getJMSCorrelationID()).isEqualTo("c-1");
        assertThat(back.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    @Section({"3.4.11", "7.7"})
    void settersOfTheMessageDoNotDecideHowItIsSent() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        TextMessage sent = session.createTextMessage("x");
        sent.setJMSPriority(9);
        sent.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);
        sent.setJMSExpiration(1);

        session.createProducer(queue(session)).send(sent);

        Message back = receive(session.createConsumer(queue(session)));
        assertThat(back.getJMSPriority()).isEqualTo(Message.DEFAULT_PRIORITY);
        assertThat(back.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(back.getJMSExpiration()).isZero();
    }

    @Test
    @Section({"3.9", "6.2.4"})
    void aReceivedMessageCanBeSentAgain() throws Exception {
        send("once");
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        Message message = receive(consumer);
        String firstId = message.getJMSMessageID();

        session.createProducer(queue(session)).send(message);

        Message again = receive(consumer);
        assertThat(text(again)).isEqualTo("once");
        assertThat(again.getJMSMessageID()).isNotEqualTo(firstId);
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    // Priority

    @Test
    @Section({"3.4.10", "6.2.9.2"})
    void higherPriorityOvertakes() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        for (int priority : new int[] {0, 4, 9, 4}) {
            producer.send(
                    session.createTextMessage("" + priority),
                    DeliveryMode.PERSISTENT,
                    priority,
                    Message.DEFAULT_TIME_TO_LIVE);
        }

        assertThat(receiveTexts(session.createConsumer(queue(session)), 4)).containsExactly("9", "4", "4", "0");
    }

    // Time to live

    @Test
    @Section({"3.4.9", "7.8"})
    void anExpiredMessageIsNotDelivered() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        producer.setTimeToLive(1);
        producer.send(session.createTextMessage("short"));
        producer.setTimeToLive(0);
        producer.send(session.createTextMessage("long"));
        CountDownLatch passing = new CountDownLatch(1);
        assertThat(passing.await(20, TimeUnit.MILLISECONDS)).isFalse();

        assertThat(receiveText(session.createConsumer(queue(session)))).isEqualTo("long");
    }

    // Delivery delay

    @Test
    @Section({"3.4.13", "7.9"})
    void aDelayedMessageIsNotDeliveredBeforeItsTime() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        MessageConsumer consumer = session.createConsumer(queue(session));
        producer.setDeliveryDelay(5_000);
        Message delayed = session.createTextMessage("later");
        producer.send(delayed);
        long sent = System.nanoTime();
        producer.setDeliveryDelay(0);
        producer.send(session.createTextMessage("now"));

        assertThat(delayed.getJMSDeliveryTime()).isEqualTo(delayed.getJMSTimestamp() + 5_000);
        assertThat(receiveText(consumer)).isEqualTo("now");
        Message later = receive(consumer);
        assertThat(text(later)).isEqualTo("later");
        // By the database's clock, which a node knows as well as its last heartbeat was quick.
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent)).isGreaterThanOrEqualTo(2_000);
        assertThat(later.getJMSDeliveryTime()).isEqualTo(delayed.getJMSDeliveryTime());
    }

    @Test
    @Section("7.9")
    void aDelayedTransactedMessageWaitsForBothItsTimeAndTheCommit() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue(session));
        producer.setDeliveryDelay(100);
        producer.send(session.createTextMessage("later"));
        Session receiver = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = receiver.createConsumer(queue(receiver));
        assertThat(consumer.receive(300)).isNull();

        session.commit();

        assertThat(receiveText(consumer)).isEqualTo("later");
    }

    // Producers and their options

    @Test
    @Section({"7.1", "7.2"})
    void aProducerWithADestinationTakesNoOther() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = queue(session);
        Message message = session.createTextMessage("x");
        MessageProducer fixed = session.createProducer(queue);
        MessageProducer free = session.createProducer(null);

        assertThat(fixed.getDestination()).isEqualTo(queue);
        assertThat(free.getDestination()).isNull();
        assertThatThrownBy(() -> fixed.send(queue, message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> free.send(message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> free.send(null, message)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> fixed.send(null)).isInstanceOf(MessageFormatException.class);
        free.send(queue, message);
        assertThat(rest()).containsExactly("x");
    }

    @Test
    @Section({"7.4", "10.2"})
    void wrongOptionsAreRefusedWithTheRule() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));

        assertThatThrownBy(() -> producer.setDeliveryMode(5))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("5");
        assertThatThrownBy(() -> producer.setPriority(10))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("0 to 9");
        assertThatThrownBy(() -> producer.setTimeToLive(-1)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.setDeliveryDelay(-1)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.send(session.createTextMessage("x"), 2, -1, 0))
                .isInstanceOf(JMSException.class);
        producer.setPriority(3);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.setTimeToLive(5);
        producer.setDeliveryDelay(6);
        producer.setDisableMessageID(true);
        producer.setDisableMessageTimestamp(true);
        assertThat(producer.getPriority()).isEqualTo(3);
        assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(producer.getTimeToLive()).isEqualTo(5);
        assertThat(producer.getDeliveryDelay()).isEqualTo(6);
        assertThat(producer.getDisableMessageID()).isTrue();
        assertThat(producer.getDisableMessageTimestamp()).isTrue();
    }

    @Test
    @Section({"6.2.3", "10.3"})
    void badDestinationNamesAreRefused() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createQueue("")).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createQueue(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createTopic("a\u0000b")).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createQueue("x".repeat(256))).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Section("10.3")
    void aMessageOverTheLimitIsRefusedAtSend() throws Exception {
        Connection connection =
                closing(factory(newStore().with("maxMessageSize", "1KiB")).createConnection());
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(queue(session));
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[1025]);

        assertThatThrownBy(() -> producer.send(message))
                .isInstanceOf(ResourceAllocationException.class)
                .hasMessageContaining("maxMessageSize")
                .hasMessageContaining("1024")
                .hasMessageContaining("1025");
    }

    @Test
    @Section("10.3")
    void aFullQueueIsRefusedAtSendUntilMessagesHaveBeenConsumed() throws Exception {
        OnceMqConnectionFactory limited = closing(factory(newStore().with("maxQueueMessages", "2")));
        JMSContext context = closing(limited.createContext());
        Connection connection = closing(limited.createConnection());
        connection.start();
        Session session = connection.createSession();
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue(session));
        send(session, queue(session), "a", "b");

        for (Session each : List.of(session, transacted)) {
            assertThatThrownBy(() -> send(each, queue(each), "c"))
                    .isInstanceOf(ResourceAllocationException.class)
                    .hasMessageContaining("maxQueueMessages")
                    .extracting(e -> ((JMSException) e).getErrorCode())
                    .isEqualTo("ONCEMQ-2308");
        }
        assertThatThrownBy(() -> context.createProducer().send(context.createQueue(name), "c"))
                .isInstanceOf(ResourceAllocationRuntimeException.class);
        send(session, session.createQueue(name + " of others"), "c");

        assertThat(receiveTexts(session.createConsumer(queue(session)), 2)).containsExactly("a", "b");
        producer.send(session.createTextMessage("c"));
    }

    @Test
    @Section("10.3")
    void aTransactionForWhichThereIsNoRoomIsRolledBack() throws Exception {
        OnceMqConnectionFactory limited = closing(factory(newStore().with("maxQueueMessages", "2")));
        Connection connection = closing(limited.createConnection());
        connection.start();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        send(session, queue(session), "a", "b", "c");

        assertThatThrownBy(session::commit)
                .isInstanceOf(TransactionRolledBackException.class)
                .hasMessageContaining("maxQueueMessages");

        assertNothingComes(session.createConsumer(queue(session)));
    }

    // Messages of other providers

    @Test
    @Section("3.12")
    void aMessageOfAnotherProviderIsSentAndGetsItsHeaders() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        TextMessage behind = session.createTextMessage("foreign");
        behind.setStringProperty("from", "elsewhere");
        TextMessage foreign = (TextMessage) Proxy.newProxyInstance(
                TextMessage.class.getClassLoader(),
                new Class<?>[] {TextMessage.class},
                (proxy, method, arguments) -> method.invoke(behind, arguments));

        session.createProducer(queue(session)).send(foreign);

        Message back = receive(session.createConsumer(queue(session)));
        assertThat(text(back)).isEqualTo("foreign");
        assertThat(back.getStringProperty("from")).isEqualTo("elsewhere");
        assertThat(foreign.getJMSMessageID()).isEqualTo(back.getJMSMessageID());
    }

    // Asynchronous send

    /** Collects what is called back. */
    private static final class Completions implements CompletionListener {
        final List<String> texts = Collections.synchronizedList(new ArrayList<>());
        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch expected;

        Completions(int count) {
            expected = new CountDownLatch(count);
        }

        @Override
        public void onCompletion(Message message) {
            try {
                texts.add(text(message));
            } catch (JMSException e) {
                texts.add(e.toString());
            }
            threads.add(Thread.currentThread());
            expected.countDown();
        }

        @Override
        public void onException(Message message, Exception exception) {
            texts.add(exception.toString());
            expected.countDown();
        }
    }

    @Test
    @Section({"7.3", "7.3.3", "7.3.8"})
    void asynchronousSendsAreCompletedInOrderOnAnotherThread() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        Completions completions = new Completions(200);
        for (int i = 0; i < 200; i++) {
            producer.send(session.createTextMessage("" + i), completions);
        }
        producer.send(session.createTextMessage("then"));

        assertThat(completions.expected.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        List<String> expected = IntStream.range(0, 200).mapToObj(i -> "" + i).toList();
        assertThat(completions.texts).containsExactlyElementsOf(expected);
        assertThat(completions.threads).doesNotContain(Thread.currentThread());
        List<String> all = new ArrayList<>(expected);
        all.add("then");
        assertThat(receiveTexts(session.createConsumer(queue(session)), 201)).containsExactlyElementsOf(all);
    }

    @Test
    @Section("7.3.4")
    void closeAndCommitWaitForAsynchronousSends() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue(session));
        Completions completions = new Completions(20);
        for (int i = 0; i < 10; i++) {
            producer.send(session.createTextMessage("" + i), completions);
        }
        session.commit();
        assertThat(completions.texts).hasSize(10);
        for (int i = 10; i < 20; i++) {
            producer.send(session.createTextMessage("" + i), completions);
        }
        producer.close();
        assertThat(completions.texts).hasSize(20);
        session.commit();

        assertThat(rest()).hasSize(20);
    }

    @Test
    @Section("7.3.4")
    void aCompletionListenerCannotEndItsOwnSession() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue(session));
        List<Exception> refused = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        producer.send(session.createTextMessage("x"), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                tryTo(session::commit);
                tryTo(session::rollback);
                tryTo(session::close);
                tryTo(producer::close);
                done.countDown();
            }

            private void tryTo(org.junit.jupiter.api.function.Executable call) {
                try {
                    call.execute();
                } catch (Throwable e) {
                    refused.add((Exception) e);
                }
            }

            @Override
            public void onException(Message message, Exception exception) {}
        });

        assertThat(done.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(refused).hasSize(4).allMatch(IllegalStateException.class::isInstance);
        session.commit();
        assertThat(rest()).containsExactly("x");
    }

    @Test
    @Section("7.3")
    void anAsynchronousSendNeedsAListener() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        AtomicReference<CompletionListener> none = new AtomicReference<>();

        assertThatThrownBy(() -> producer.send(session.createTextMessage("x"), none.get()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // All overloads

    @Test
    @Section({"7.1", "7.2", "7.4"})
    void everySynchronousSendOfTheClassicApi() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        MessageProducer fixed = session.createProducer(queue);
        MessageProducer free = session.createProducer(null);
        fixed.setPriority(2);
        free.setPriority(2);

        fixed.send(session.createTextMessage("1"));
        assertPriority(consumer, "1", 2);
        fixed.send(session.createTextMessage("2"), DeliveryMode.NON_PERSISTENT, 6, 0);
        assertPriority(consumer, "2", 6);
        free.send(queue, session.createTextMessage("3"));
        assertPriority(consumer, "3", 2);
        free.send(queue, session.createTextMessage("4"), DeliveryMode.PERSISTENT, 7, 0);
        assertPriority(consumer, "4", 7);
        assertThat(fixed.getPriority()).isEqualTo(2);
    }

    private static void assertPriority(MessageConsumer consumer, String text, int priority) throws JMSException {
        Message message = receive(consumer);
        assertThat(text(message)).isEqualTo(text);
        assertThat(message.getJMSPriority()).isEqualTo(priority);
    }

    @Test
    @Section({"7.1", "7.2"})
    void everySendOfTheApisOfOneDomain() throws Exception {
        QueueConnection queues = closing(factory().createQueueConnection());
        QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        Queue queue = queueSession.createQueue(name);
        QueueSender fixed = queueSession.createSender(queue);
        QueueSender free = queueSession.createSender(null);
        fixed.send(queueSession.createTextMessage("1"));
        fixed.send(queueSession.createTextMessage("2"), DeliveryMode.PERSISTENT, 4, 0);
        free.send(queue, queueSession.createTextMessage("3"));
        free.send(queue, queueSession.createTextMessage("4"), DeliveryMode.PERSISTENT, 4, 0);
        assertThat(rest()).containsExactly("1", "2", "3", "4");

        TopicConnection topics = closing(factory().createTopicConnection());
        topics.start();
        TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        Topic topic = topicSession.createTopic(name);
        MessageConsumer subscriber = topicSession.createSubscriber(topic);
        TopicPublisher fixedPublisher = topicSession.createPublisher(topic);
        TopicPublisher freePublisher = topicSession.createPublisher(null);
        fixedPublisher.publish(topicSession.createTextMessage("1"));
        fixedPublisher.publish(topicSession.createTextMessage("2"), DeliveryMode.PERSISTENT, 4, 0);
        freePublisher.publish(topic, topicSession.createTextMessage("3"));
        freePublisher.publish(topic, topicSession.createTextMessage("4"), DeliveryMode.PERSISTENT, 4, 0);
        assertThat(receiveTexts(subscriber, 4)).containsExactly("1", "2", "3", "4");
        assertThatThrownBy(() -> freePublisher.publish(topicSession.createMessage()))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> fixedPublisher.publish(topic, topicSession.createMessage()))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @Section({"7.3", "7.3.3"})
    void everyAsynchronousSendOfTheClassicApi() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Queue queue = queue(session);
        MessageProducer fixed = session.createProducer(queue);
        MessageProducer free = session.createProducer(null);
        Completions completions = new Completions(4);

        fixed.send(session.createTextMessage("1"), completions);
        fixed.send(session.createTextMessage("2"), DeliveryMode.PERSISTENT, 4, 0, completions);
        fixed.send(session.createTextMessage("between"));
        free.send(queue, session.createTextMessage("3"), completions);
        free.send(queue, session.createTextMessage("4"), DeliveryMode.PERSISTENT, 4, 0, completions);

        assertThat(completions.expected.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(completions.texts).containsExactly("1", "2", "3", "4");
        assertThat(rest()).containsExactly("1", "2", "between", "3", "4");
    }

    // Asynchronous sends, rule by rule

    @Test
    @Section({"7.3.1", "7.3.6"})
    void aCompletedSendIsThereWithItsHeaders() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Session receiver = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = receiver.createConsumer(queue(receiver));
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        TextMessage message = session.createTextMessage("x");
        session.createProducer(queue(session)).send(message, new CompletionListener() {
            @Override
            public void onCompletion(Message completed) {
                try {
                    assertThat(completed).isSameAs(message);
                    Message back = required(consumer.receiveNoWait());
                    seen.add(back.getJMSMessageID());
                    seen.add(completed.getJMSMessageID());
                } catch (Throwable e) {
                    seen.add(e.toString());
                }
                done.countDown();
            }

            @Override
            public void onException(Message failed, Exception exception) {
                seen.add(exception.toString());
                done.countDown();
            }
        });

        assertThat(done.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(seen).containsExactly(message.getJMSMessageID(), message.getJMSMessageID());
        assertThat(message.getJMSDestination()).isEqualTo(queue(session));
    }

    @Test
    @Section("7.3.2")
    void whatTheCallCanTellIsThrownAndNotCalledBack() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer free = session.createProducer(null);
        Completions completions = new Completions(1);

        assertThatThrownBy(() -> free.send(null, session.createMessage(), completions))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> free.send(queue(session), null, completions))
                .isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> free.send(session.createMessage(), completions))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> free.send(queue(session), session.createMessage(), 9, 4, 0, completions))
                .isInstanceOf(JMSException.class);
        session.close();
        assertThatThrownBy(() -> free.send(queue(session), session.createMessage(), completions))
                .isInstanceOf(IllegalStateException.class);

        assertThat(completions.texts).isEmpty();
    }

    @Test
    @Section("7.3.2")
    void whatOnlyLaterFailsIsCalledBack() throws Exception {
        Connection connection = factory().createConnection();
        Session owner = connection.createSession();
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(owner.createTemporaryQueue());
        Completions completions = new Completions(1);
        connection.close();

        try {
            producer.send(session.createTextMessage("x"), completions);
            assertThat(completions.expected.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
            assertThat(completions.texts).singleElement().asString().contains("InvalidDestination");
        } catch (InvalidDestinationException e) {
            assertThat(completions.texts).isEmpty();
        }
    }

    @Test
    @Section("7.3.4")
    void everyWayToEndASessionWaitsForItsAsynchronousSends() throws Exception {
        Connection connection = connection();
        Completions completions = new Completions(40);
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        Session first = connection.createSession();
        Session second = connection.createSession();
        for (Session session : List.of(transacted, first, second)) {
            MessageProducer producer = session.createProducer(queue(session));
            for (int i = 0; i < 10; i++) {
                producer.send(session.createTextMessage(session == transacted ? "never" : "sent"), completions);
            }
            if (session == transacted) {
                session.rollback();
                assertThat(completions.texts).hasSize(10);
            } else if (session == first) {
                session.close();
                assertThat(completions.texts).hasSize(20);
            }
        }

        connection.close();

        assertThat(completions.texts).hasSize(30);
        assertThat(rest()).hasSize(20).containsOnly("sent");
    }

    @Test
    @Section("7.3.4")
    void aCompletionListenerCannotEndItsOwnContextOrConnection() throws Exception {
        Connection connection = connection();
        Session session = connection.createSession();
        JMSContext context = context(JMSContext.SESSION_TRANSACTED);
        List<Exception> refused = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(2);
        session.createProducer(queue(session))
                .send(session.createMessage(), refusing(refused, done, connection::close, session::close));
        context.createProducer()
                .setAsync(refusing(refused, done, context::close, context::commit, context::rollback))
                .send(context.createQueue(name + "-2"), "x");

        assertThat(done.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(refused).hasSize(5);
        assertThat(refused).filteredOn(IllegalStateException.class::isInstance).hasSize(2);
        assertThat(refused)
                .filteredOn(IllegalStateRuntimeException.class::isInstance)
                .hasSize(3);
    }

    private static CompletionListener refusing(
            List<Exception> refused, CountDownLatch done, org.junit.jupiter.api.function.Executable... calls) {
        return new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                for (org.junit.jupiter.api.function.Executable call : calls) {
                    try {
                        call.execute();
                    } catch (Throwable e) {
                        refused.add((Exception) e);
                    }
                }
                done.countDown();
            }

            @Override
            public void onException(Message message, Exception exception) {}
        };
    }

    @Test
    @Section({"7.3.7", "7.3.8"})
    void theSessionIsUsedWhileSendsAreOnTheirWay() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        MessageProducer other = session.createProducer(session.createQueue(name + "-2"));
        AtomicInteger inside = new AtomicInteger();
        AtomicReference<String> trouble = new AtomicReference<>("");
        CountDownLatch all = new CountDownLatch(100);
        CompletionListener listener = new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                if (inside.incrementAndGet() > 1) {
                    trouble.set("two callbacks at once");
                }
                inside.decrementAndGet();
                all.countDown();
            }

            @Override
            public void onException(Message message, Exception exception) {
                trouble.set(exception.toString());
            }
        };
        for (int i = 0; i < 50; i++) {
            producer.send(session.createTextMessage("" + i), listener);
            other.send(session.createTextMessage("" + i), listener);
        }

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(trouble.get()).isEmpty();
        assertThat(rest()).hasSize(50);
    }

    // Topics

    @Test
    @Section("7.9")
    void aDelayedPublicationIsForTheSubscriptionsThereAreWhenItIsSent() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer early = session.createConsumer(topic(session));
        MessageProducer producer = session.createProducer(topic(session));
        producer.setDeliveryDelay(200);
        producer.send(session.createTextMessage("later"));
        MessageConsumer late = session.createConsumer(topic(session));

        assertThat(receiveText(early)).isEqualTo("later");
        assertNothingComes(late);
    }

    /** Also what would stay in memory: it would be lost when it has to go to the store. */
    @Test
    @Section("3.5")
    void propertiesAndHeadersThatNoRowTakesAreRefusedAtTheSend() throws Exception {
        String large = "x".repeat(2 * 1024 * 1024);
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue(session));
        assertThat(consumer.receiveNoWait()).isNull();
        Message withProperty = session.createMessage();
        withProperty.setStringProperty("large", large);
        Message withCorrelationId = session.createMessage();
        withCorrelationId.setJMSCorrelationID(large);
        for (Message message : List.of(withProperty, withCorrelationId)) {
            for (int mode : new int[] {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT}) {
                MessageProducer producer = session.createProducer(queue(session));
                producer.setDeliveryMode(mode);

                assertThatThrownBy(() -> producer.send(message))
                        .isInstanceOf(JMSException.class)
                        .hasMessageContaining("at most 1048576 can be stored");
            }
        }
        assertThat(consumer.receiveNoWait()).isNull();
    }
}
