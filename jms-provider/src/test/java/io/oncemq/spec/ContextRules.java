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

    // 7.10 JMSProducer

    @Test
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

    // 8.6 receiving bodies

    @Test
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
    void aMessageWithoutABodyCannotBeReceivedAsOne() {
        JMSContext context = context();
        Queue queue = context.createQueue(name);
        context.createProducer().send(queue, context.createMessage());

        assertThatThrownBy(() -> context.createConsumer(queue).receiveBody(Object.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    // 6.1.4 starting

    @Test
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

    // 6.1.2 client identifier

    @Test
    void aClientIdCanBeSetOnANewContext() {
        JMSContext context = context();
        context.setClientID(name);
        Topic topic = context.createTopic(name);
        context.createDurableConsumer(topic, "d").close();

        assertThat(context.getClientID()).isEqualTo(name);
        assertThatThrownBy(() -> context.setClientID("late")).isInstanceOf(IllegalStateRuntimeException.class);
        context.unsubscribe("d");
    }

    // 6.2.10 acknowledgement

    @Test
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

    // 6.2.15 and 6.1.8 closing

    @Test
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
    void anUnknownModeIsRefused() {
        assertThatThrownBy(() -> context(9)).isInstanceOf(JMSRuntimeException.class);
    }

    @Test
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
}
