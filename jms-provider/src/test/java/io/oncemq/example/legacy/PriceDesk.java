// SPDX-License-Identifier: Apache-2.0
package io.oncemq.example.legacy;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers what an item costs. */
final class PriceDesk implements MessageListener, AutoCloseable {
    private final AtomicInteger asked = new AtomicInteger();
    private final QueueConnection connection;
    private final QueueSession session;
    private final QueueSender sender;

    PriceDesk(QueueConnectionFactory connections, Queue prices) throws JMSException {
        connection = connections.createQueueConnection();
        session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        sender = session.createSender(null);
        session.createReceiver(prices).setMessageListener(this);
        connection.start();
    }

    int asked() {
        return asked.get();
    }

    @Override
    public void onMessage(Message question) {
        try {
            TextMessage answer =
                    session.createTextMessage(((TextMessage) question).getText().length() + ".50");
            answer.setJMSCorrelationID(question.getJMSMessageID());
            asked.incrementAndGet();
            sender.send((Queue) question.getJMSReplyTo(), answer);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
