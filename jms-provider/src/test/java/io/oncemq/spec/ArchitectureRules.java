// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Chapter 2: the four APIs, side by side. */
abstract class ArchitectureRules extends SpecTest {
    ArchitectureRules(TestDatabases database) {
        super(database);
    }

    @Test
    @Section({"1.1.5", "2.5", "2.7", "2.12.1"})
    void aClientOfTheClassicApi() throws Exception {
        ConnectionFactory factory = factory();
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(queue(session));
                MessageConsumer consumer = session.createConsumer(queue(session))) {
            connection.start();
            producer.send(session.createTextMessage("hello"));

            assertThat(receiveText(consumer)).isEqualTo("hello");
        }
    }

    @Test
    @Section({"2.5", "2.8", "2.12.1"})
    void aClientOfTheSimplifiedApi() {
        ConnectionFactory factory = factory();
        try (JMSContext context = factory.createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(name))) {
            context.createProducer().send(context.createQueue(name), "hello");

            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }

    @Test
    @Section({"2.5", "2.9", "2.10"})
    void aClientOfTheApiForQueues() throws Exception {
        QueueConnectionFactory factory = factory();
        try (QueueConnection connection = factory.createQueueConnection();
                QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE)) {
            Queue queue = session.createQueue(name);
            QueueSender sender = session.createSender(queue);
            QueueReceiver receiver = session.createReceiver(queue);
            connection.start();
            sender.send(session.createTextMessage("hello"));

            assertThat(sender.getQueue()).isEqualTo(queue);
            assertThat(receiver.getQueue()).isEqualTo(queue);
            assertThat(receiveText(receiver)).isEqualTo("hello");
        }
    }

    @Test
    @Section({"2.5", "2.9", "2.10"})
    void aClientOfTheApiForTopics() throws Exception {
        TopicConnectionFactory factory = factory();
        try (TopicConnection connection = factory.createTopicConnection();
                TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE)) {
            Topic topic = session.createTopic(name);
            TopicPublisher publisher = session.createPublisher(topic);
            TopicSubscriber subscriber = session.createSubscriber(topic);
            connection.start();
            publisher.publish(session.createTextMessage("hello"));

            assertThat(publisher.getTopic()).isEqualTo(topic);
            assertThat(subscriber.getTopic()).isEqualTo(topic);
            assertThat(subscriber.getNoLocal()).isFalse();
            assertThat(receiveText(subscriber)).isEqualTo("hello");
        }
    }

    @Test
    @Section("2.6")
    void messagesAndDestinationsBelongToAllApis() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        JMSContext context = context();

        context.createProducer().send(queue(session), session.createTextMessage("classic message"));
        send(session, context.createQueue(name), "simplified queue");

        assertThat(receiveText(session.createConsumer(context.createQueue(name))))
                .isEqualTo("classic message");
        assertThat(context.createConsumer(queue(session)).receiveBody(String.class, SOON))
                .isEqualTo("simplified queue");
    }

    @Test
    @Section({"2.8.2", "6.2.6"})
    void contextsOfOneConnectionWorkSideBySide() throws Exception {
        JMSContext first = context();
        JMSContext second = closing(first.createContext(JMSContext.SESSION_TRANSACTED));
        Queue queue = first.createQueue(name);
        JMSConsumer consumer = first.createConsumer(queue);

        second.createProducer().send(queue, "a");
        assertThat(consumer.receive(A_MOMENT)).isNull();
        second.commit();

        assertThat(text(consumer.receive(SOON))).isEqualTo("a");
        assertThat(first.getTransacted()).isFalse();
        assertThat(second.getTransacted()).isTrue();
    }

    @Test
    @Section({"2.14", "5.2", "5.3"})
    void factoriesConnectionsAndDestinationsAreForManyThreads() throws Exception {
        OnceMqConnectionFactory factory = factory();
        Connection shared = startedConnection();
        Queue queue = shared.createSession().createQueue(name);
        List<CompletableFuture<Integer>> threads = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            boolean own = thread % 2 == 0;
            threads.add(CompletableFuture.supplyAsync(() -> {
                try (Connection connection = own ? factory.createConnection() : null;
                        Session session = (own ? required(connection) : shared).createSession()) {
                    for (int i = 0; i < 10; i++) {
                        send(session, queue, "x");
                    }
                    return 10;
                } catch (jakarta.jms.JMSException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        int sent = 0;
        for (CompletableFuture<Integer> thread : threads) {
            sent += thread.get(SOON, TimeUnit.MILLISECONDS);
        }

        assertThat(sent).isEqualTo(60);
        assertThat(rest()).hasSize(60);
    }

    @Test
    @Section("2.16")
    void aReplyFindsItsRequestByCorrelation() throws Exception {
        Session client = session(Session.AUTO_ACKNOWLEDGE);
        Queue replies = client.createQueue(name + "-replies");
        Message request = client.createTextMessage("ping");
        request.setJMSReplyTo(replies);
        client.createProducer(queue(client)).send(request);
        Session server = session(Session.AUTO_ACKNOWLEDGE);
        Message received = receive(server.createConsumer(queue(server)));
        Message reply = server.createTextMessage("pong");
        reply.setJMSCorrelationID(received.getJMSMessageID());
        server.createProducer(null).send(received.getJMSReplyTo(), reply);

        MessageConsumer answers =
                client.createConsumer(replies, "JMSCorrelationID = '" + request.getJMSMessageID() + "'");

        assertThat(receiveText(answers)).isEqualTo("pong");
    }
}
