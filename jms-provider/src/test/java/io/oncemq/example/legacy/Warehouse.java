// SPDX-License-Identifier: Apache-2.0
package io.oncemq.example.legacy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes orders and publishes their confirmations, both in one transaction; a difficult order succeeds at the second try. */
final class Warehouse implements MessageListener, AutoCloseable {
    private final AtomicInteger again = new AtomicInteger();
    private final Connection connection;
    private final Session session;
    private final MessageProducer publisher;

    Warehouse(QueueConnectionFactory connections, Queue orders, Topic confirmations) throws JMSException {
        // Queues and topics in one session: since JMS 1.1 the factories of the domains are common ones, too.
        connection = ((ConnectionFactory) connections).createConnection();
        session = connection.createSession(true, Session.SESSION_TRANSACTED);
        publisher = session.createProducer(confirmations);
        session.createConsumer(orders).setMessageListener(this);
        connection.start();
    }

    /** How many orders were delivered more than once. */
    int again() {
        return again.get();
    }

    @Override
    public void onMessage(Message message) {
        try {
            MapMessage order = (MapMessage) message;
            TextMessage confirmation = session.createTextMessage("order " + order.getInt("number"));
            publisher.send(confirmation);
            if (order.getJMSRedelivered()) {
                again.incrementAndGet();
            } else if (order.getBooleanProperty("difficult")) {
                session.rollback();
                return;
            }
            session.commit();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
