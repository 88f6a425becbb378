// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.testkit;

import io.oncemq.ra.OnceMqResourceAdapter;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.resource.ResourceException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends and receives outside of any transaction and without a pool. */
public final class Client implements AutoCloseable {
    private final Connection connection;
    private final Session session;

    public Client(OnceMqResourceAdapter adapter) throws ResourceException, JMSException {
        ConnectionFactory factory = Server.configured(adapter).createConnectionFactory();
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
    }

    public void send(String queue, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    /** One after the other, all with this JMSXGroupID. */
    public void sendToGroup(String queue, String group, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            for (String text : texts) {
                Message message = session.createTextMessage(text);
                message.setStringProperty("JMSXGroupID", group);
                producer.send(message);
            }
        }
    }

    public void publish(String topic, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createTopic(topic))) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    /** The next message; null if there is none for half a minute. */
    public @Nullable Message receive(String queue) throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            return consumer.receive(30_000);
        }
    }

    /** Everything that is there now. */
    public List<String> drain(String queue) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            Message message = consumer.receiveNoWait();
            while (message != null) {
                texts.add(((TextMessage) message).getText());
                message = consumer.receiveNoWait();
            }
        }
        return texts;
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
