// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chapter 7 and the headers of section 3.4: sending messages. */
abstract class SendingRules extends SpecTest {
    SendingRules(TestDatabases database) {
        super(database);
    }

    // 3.11 the body kinds, there and back

    @Test
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

    // 3.4 headers

    @Test
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

    // 3.4.10 priority

    @Test
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

    // 7.8 time to live

    @Test
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

    // 7.9 delivery delay

    @Test
    void aDelayedMessageIsNotDeliveredBeforeItsTime() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        MessageConsumer consumer = session.createConsumer(queue(session));
        producer.setDeliveryDelay(700);
        Message delayed = session.createTextMessage("later");
        producer.send(delayed);
        long sent = System.nanoTime();
        producer.setDeliveryDelay(0);
        producer.send(session.createTextMessage("now"));

        assertThat(delayed.getJMSDeliveryTime()).isEqualTo(delayed.getJMSTimestamp() + 700);
        assertThat(receiveText(consumer)).isEqualTo("now");
        Message later = receive(consumer);
        assertThat(text(later)).isEqualTo("later");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent)).isGreaterThanOrEqualTo(650);
        assertThat(later.getJMSDeliveryTime()).isEqualTo(delayed.getJMSDeliveryTime());
    }

    @Test
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

    // 7.1, 7.4 producers and their options

    @Test
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
    void badDestinationNamesAreRefused() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createQueue("")).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createQueue(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createTopic("a\u0000b")).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createQueue("x".repeat(256))).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
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

    // 3.12 messages of other providers

    @Test
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

    // 7.3 asynchronous send

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
    void anAsynchronousSendNeedsAListener() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        AtomicReference<CompletionListener> none = new AtomicReference<>();

        assertThatThrownBy(() -> producer.send(session.createTextMessage("x"), none.get()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
