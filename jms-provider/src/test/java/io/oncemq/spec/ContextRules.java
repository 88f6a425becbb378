// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The simplified API of sections 6.1, 6.2, 7.10 and 8.6. */
abstract class ContextRules extends SpecTest {
    ContextRules(TestDatabases database) {
        super(database);
    }

    // JMSProducer

    @Test
    @Section({"2.8", "7.4", "7.5", "7.6", "7.10"})
    void aProducerSendsBodiesWithItsPropertiesAndHeaders() throws Exception {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        JMSConsumer consumer = context.createConsumer(queue);

        JMSProducer producer = context.createProducer()
                .setProperty("text", "t")
                .setProperty("number", 5)
                .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setPriority(8)
                .setTimeToLive(60_000)
                .setJMSCorrelationID("c")
                .setJMSType("k")
                .setJMSReplyTo(queue);
        producer.send(queue, "body");

        Message message = required(consumer.receive(SOON));
        assertThat(message.getBody(String.class)).isEqualTo("body");
        assertThat(message.getStringProperty("text")).isEqualTo("t");
        assertThat(message.getIntProperty("number")).isEqualTo(5);
        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(message.getJMSPriority()).isEqualTo(8);
        assertThat(message.getJMSExpiration()).isPositive();
        assertThat(message.getJMSCorrelationID()).isEqualTo("c");
        assertThat(message.getJMSType()).isEqualTo("k");
        assertThat(message.getJMSReplyTo()).isEqualTo(queue);
        assertThat(producer.getPropertyNames()).containsExactlyInAnyOrder("text", "number");
        assertThat(producer.propertyExists("text")).isTrue();
        assertThat(producer.clearProperties().getPropertyNames()).isEmpty();
    }

    @Test
    @Section("7.5")
    void aProducersPropertiesReplaceThoseOfTheMessage() throws Exception {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        TextMessage message = context.createTextMessage("x");
        message.setStringProperty("p", "message");
        message.setStringProperty("q", "message");

        context.createProducer().setProperty("p", "producer").send(queue, message);

        Message back = required(context.createConsumer(queue).receive(SOON));
        assertThat(back.getStringProperty("p")).isEqualTo("producer");
        assertThat(back.getStringProperty("q")).isEqualTo("message");
    }

    @Test
    @Section({"7.4", "10.3"})
    void wrongOptionsAreRefused() {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        JMSProducer producer = context.createProducer();

        assertThatThrownBy(() -> producer.setPriority(-1)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> producer.setDeliveryMode(0)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> producer.setTimeToLive(-1)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> producer.setDeliveryDelay(-1)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> producer.setProperty("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> producer.setProperty("o", new Object()))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThatThrownBy(() -> producer.send(null, "x")).isInstanceOf(InvalidDestinationRuntimeException.class);
        assertThatThrownBy(() -> producer.send(queue, (Message) null))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThatThrownBy(() -> context.createConsumer(queue, "= 1"))
                .isInstanceOf(InvalidSelectorRuntimeException.class);
    }

    @Test
    @Section("7.3")
    void anAsynchronousProducerCallsBack() throws Exception {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        CountDownLatch done = new CountDownLatch(2);
        JMSProducer producer = context.createProducer().setAsync(new jakarta.jms.CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                done.countDown();
            }

            @Override
            public void onException(Message message, Exception exception) {}
        });

        producer.send(queue, "a").send(queue, "b");

        assertThat(done.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(rest()).containsExactly("a", "b");
    }

    // Receiving bodies

    @Test
    @Section("8.6")
    void bodiesAreReceivedByTheirType() {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        JMSConsumer consumer = context.createConsumer(queue);
        JMSProducer producer = context.createProducer();

        producer.send(queue, "text");
        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("text");
        producer.send(queue, new byte[] {1});
        assertThat(consumer.receiveBody(byte[].class, SOON)).containsExactly(1);
        producer.send(queue, Map.of("k", 1L));
        assertThat((Object) consumer.receiveBody(Map.class, SOON)).isEqualTo(Map.of("k", 1L));
        producer.send(queue, new ArrayList<>(List.of(1)));
        assertThat((Object) consumer.receiveBody(List.class, SOON)).isEqualTo(List.of(1));
        assertThat(consumer.receiveBodyNoWait(String.class)).isNull();
    }

    @Test
    @Section("8.6")
    void aBodyOfAnotherTypeStaysInAnAutoAcknowledgedContext() throws Exception {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        JMSConsumer consumer = context.createConsumer(queue);
        context.createProducer().send(queue, "text").send(queue, "next");

        assertThatThrownBy(() -> consumer.receiveBody(Map.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);

        Message same = required(consumer.receive(SOON));
        assertThat(text(same)).isEqualTo("text");
        assertThat(same.getJMSRedelivered()).isFalse();
        assertThat(same.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(text(consumer.receive(SOON))).isEqualTo("next");
    }

    @Test
    @Section("8.6")
    void aBodyOfAnotherTypeIsReceivedInATransactedContext() throws Exception {
        JMSContext context = context(JMSContext.SESSION_TRANSACTED);
        Queue queue = context.createQueue(name);
        context.createProducer().send(queue, "text").send(queue, "next");
        context.commit();
        JMSConsumer consumer = context.createConsumer(queue);

        assertThatThrownBy(() -> consumer.receiveBody(Map.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThat(text(consumer.receive(SOON))).isEqualTo("next");
        context.rollback();

        assertThat(required(consumer.receive(SOON)).getJMSRedelivered()).isTrue();
    }

    @Test
    @Section("8.6")
    void aMessageWithoutABodyCannotBeReceivedAsOne() {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        context.createProducer().send(queue, context.createMessage());

        assertThatThrownBy(() -> context.createConsumer(queue).receiveBody(Object.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    // Starting

    @Test
    @Section({"6.1.4", "8.4"})
    void aContextStartsWithItsFirstConsumerUnlessToldNotTo() {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        context.createProducer().send(queue, "a");
        context.setAutoStart(false);
        assertThat(context.getAutoStart()).isFalse();
        JMSConsumer consumer = context.createConsumer(queue);

        assertThat(consumer.receive(A_MOMENT)).isNull();
        context.start();

        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("a");
    }

    // Client identifier

    @Test
    @Section("6.1.2")
    void aClientIdCanBeSetOnANewContext() {
        JMSContext context = context();
        context.setClientID(name);
        Topic topic = context.createTopic(name);
        context.createDurableConsumer(topic, "d").close();

        assertThat(context.getClientID()).isEqualTo(name);
        assertThatThrownBy(() -> context.setClientID("late")).isInstanceOf(IllegalStateRuntimeException.class);
        context.unsubscribe("d");
    }

    // Acknowledgement

    @Test
    @Section("6.2.10")
    void aContextAcknowledgesAndRecovers() throws Exception {
        JMSContext context = context(JMSContext.CLIENT_ACKNOWLEDGE);
        Queue queue = context.createQueue(name);
        context.createProducer().send(queue, "a").send(queue, "b");
        JMSConsumer consumer = context.createConsumer(queue);
        consumer.receive(SOON);
        context.acknowledge();
        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("b");

        context.recover();

        assertThat(required(consumer.receive(SOON)).getJMSRedelivered()).isTrue();
        context.acknowledge();
        context.close();
        assertThat(rest()).isEmpty();
    }

    // Closing

    @Test
    @Section({"2.8.2", "6.1.8", "6.2.15"})
    void contextsShareAConnectionUntilTheLastIsClosed() {
        JMSContext first = context();
        first.setClientID(name);
        JMSContext second = first.createContext(JMSContext.SESSION_TRANSACTED);
        assertThat(second.getClientID()).isEqualTo(name);
        assertThat(second.getTransacted()).isTrue();
        assertThat(second.getSessionMode()).isEqualTo(JMSContext.SESSION_TRANSACTED);

        first.close();
        first.close();
        second.createProducer().send(second.createQueue(name), "still open");
        second.commit();
        second.close();

        assertThatThrownBy(first::createProducer).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(() -> first.createQueue("q")).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(() -> first.createContext(1)).isInstanceOf(IllegalStateRuntimeException.class);
        JMSContext third = context();
        third.setClientID(name);
    }

    @Test
    @Section("6.2")
    void anUnknownModeIsRefused() {
        assertThatThrownBy(() -> context(9)).isInstanceOf(JMSRuntimeException.class);
    }

    @Test
    @Section({"6.1.5", "6.1.8", "6.2.15"})
    void aListenerCannotCloseOrStopItsOwnContext() throws Exception {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        List<Exception> refused = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch called = new CountDownLatch(1);
        context.createConsumer(queue).setMessageListener(message -> {
            try {
                context.close();
            } catch (RuntimeException e) {
                refused.add(e);
            }
            try {
                context.stop();
            } catch (RuntimeException e) {
                refused.add(e);
            }
            called.countDown();
        });

        send("x");

        assertThat(called.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(refused).hasSize(2).allMatch(IllegalStateRuntimeException.class::isInstance);
    }

    @Test
    @Section({"7.5", "7.6", "7.10"})
    void everySetterOfAProducerReturnsIt() throws Exception {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        JMSProducer producer = context.createProducer();

        assertThat(producer.setProperty("a", true)
                        .setProperty("b", (byte) 1)
                        .setProperty("c", (short) 2)
                        .setProperty("d", 3)
                        .setProperty("e", 4L)
                        .setProperty("f", 5f)
                        .setProperty("g", 6d)
                        .setProperty("h", "7")
                        .setProperty("i", (Object) 8)
                        .setDisableMessageID(true)
                        .setDisableMessageTimestamp(true)
                        .setDeliveryMode(DeliveryMode.PERSISTENT)
                        .setPriority(4)
                        .setTimeToLive(0)
                        .setDeliveryDelay(0)
                        .setJMSCorrelationIDAsBytes(new byte[] {1})
                        .setJMSCorrelationID("c")
                        .setJMSType("t")
                        .setJMSReplyTo(queue)
                        .setAsync(null)
                        .send(queue, Map.of()))
                .isSameAs(producer);

        Message back = required(context.createConsumer(queue).receive(SOON));
        assertThat(back.getObjectProperty("a")).isEqualTo(true);
        assertThat(back.getObjectProperty("b")).isEqualTo((byte) 1);
        assertThat(back.getObjectProperty("c")).isEqualTo((short) 2);
        assertThat(back.getObjectProperty("d")).isEqualTo(3);
        assertThat(back.getObjectProperty("e")).isEqualTo(4L);
        assertThat(back.getObjectProperty("f")).isEqualTo(5f);
        assertThat(back.getObjectProperty("g")).isEqualTo(6d);
        assertThat(back.getObjectProperty("h")).isEqualTo("7");
        assertThat(back.getObjectProperty("i")).isEqualTo(8);
    }

    @Test
    @Section("7.6")
    void aProducersHeadersReplaceThoseOfTheMessage() throws Exception {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        TextMessage message = context.createTextMessage("x");
        message.setJMSType("message");
        message.setJMSCorrelationID("message");

        context.createProducer().setJMSType("producer").send(queue, message);

        Message back = required(context.createConsumer(queue).receive(SOON));
        assertThat(back.getJMSType()).isEqualTo("producer");
        assertThat(back.getJMSCorrelationID()).isEqualTo("message");
    }

    @Test
    @Section({"7.2", "8.6"})
    void everyBodyIsSentWithoutAMessage() throws Exception {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        JMSConsumer consumer = context.createConsumer(queue);
        context.createProducer()
                .send(queue, (String) null)
                .send(queue, "text")
                .send(queue, Map.of("a", 1))
                .send(queue, new byte[] {5})
                .send(queue, Long.valueOf(6))
                .send(queue, context.createStreamMessage());

        assertThat(required(consumer.receive(SOON))).isInstanceOf(TextMessage.class);
        assertThat(consumer.receiveBody(Object.class, SOON)).isEqualTo("text");
        assertThat(consumer.receiveBody(Object.class, SOON)).isEqualTo(Map.of("a", 1));
        assertThat(consumer.receiveBody(Object.class, SOON)).isEqualTo(new byte[] {5});
        assertThat(consumer.receiveBody(Long.class, SOON)).isEqualTo(6L);
        assertThatThrownBy(() -> consumer.receiveBody(Object.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    @Test
    @Section("8.6")
    void aBodyOfAnotherTypeIsReceivedWhereTheClientAcknowledges() throws Exception {
        JMSContext context = context(JMSContext.CLIENT_ACKNOWLEDGE);
        Queue queue = context.createQueue(name);
        context.createProducer().send(queue, "text").send(queue, "next");
        JMSConsumer consumer = context.createConsumer(queue);

        assertThatThrownBy(() -> consumer.receiveBody(byte[].class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("next");
        context.recover();

        Message again = required(consumer.receive(SOON));
        assertThat(text(again)).isEqualTo("text");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        context.acknowledge();
    }

    @Test
    @Section("8.6")
    void aBodyOfAnotherTypeStaysInALazyContext() throws Exception {
        JMSContext context = context(JMSContext.DUPS_OK_ACKNOWLEDGE);
        Queue queue = context.createQueue(name);
        context.createProducer().send(queue, "text").send(queue, "next");
        JMSConsumer consumer = context.createConsumer(queue);

        assertThatThrownBy(() -> consumer.receiveBody(byte[].class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThatThrownBy(() -> consumer.receiveBodyNoWait(byte[].class))
                .isInstanceOf(MessageFormatRuntimeException.class);

        Message same = required(consumer.receive(SOON));
        assertThat(text(same)).isEqualTo("text");
        assertThat(same.getJMSRedelivered()).isFalse();
    }

    @Test
    @Section("6.2.6")
    void aSecondListenerIsSetWhileTheFirstOneRuns() throws Exception {
        JMSContext context = context();
        Queue one = context.createQueue(name);
        Queue two = context.createQueue(name + "-2");
        CountDownLatch done = new CountDownLatch(40);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        jakarta.jms.MessageListener listener = message -> {
            try {
                got.add(text(message));
            } catch (jakarta.jms.JMSException e) {
                got.add(e.toString());
            }
            done.countDown();
        };
        JMSContext sender = context();
        for (int i = 0; i < 20; i++) {
            sender.createProducer().send(one, "1-" + i).send(two, "2-" + i);
        }

        context.createConsumer(one).setMessageListener(listener);
        context.createConsumer(two).setMessageListener(listener);

        assertThat(done.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(got).doesNotHaveDuplicates().hasSize(40);
    }

    @Test
    @Section({"8.3.1", "8.3.2", "8.3.3", "8.3.4", "8.4"})
    void everySubscriptionOfAContext() {
        JMSContext context = context();
        context.setClientID(name);
        Topic topic = context.createTopic(name);
        List<JMSConsumer> consumers = List.of(
                context.createConsumer(topic),
                context.createConsumer(topic, "n = 1"),
                context.createConsumer(topic, null, false),
                context.createSharedConsumer(topic, "s"),
                context.createSharedConsumer(topic, "s2", "n = 1"),
                context.createDurableConsumer(topic, "d"),
                context.createDurableConsumer(topic, "d2", "n = 1", false),
                context.createSharedDurableConsumer(topic, "sd"),
                context.createSharedDurableConsumer(topic, "sd2", "n = 1"));

        context.createProducer().setProperty("n", 1).send(topic, "x");

        for (JMSConsumer consumer : consumers) {
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("x");
            consumer.close();
        }
        for (String each : List.of("d", "d2", "sd", "sd2")) {
            context.unsubscribe(each);
        }
    }
}
