// SPDX-License-Identifier: Apache-2.0
package io.oncemq.example.legacy;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.TopicSession;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps the confirmations, by a durable subscription so that it misses none. */
final class Ledger implements MessageListener, AutoCloseable {
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final CountDownLatch missing;
    private final TopicConnection connection;
    private final TopicSession session;

    Ledger(TopicConnectionFactory connections, Topic confirmations, int expected) throws JMSException {
        missing = new CountDownLatch(expected);
        connection = connections.createTopicConnection();
        session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        session.createDurableSubscriber(confirmations, "ledger").setMessageListener(this);
        connection.start();
    }

    boolean await(long time, TimeUnit unit) throws InterruptedException {
        return missing.await(time, unit);
    }

    int confirmed() {
        return confirmed.size();
    }

    @Override
    public void onMessage(Message message) {
        try {
            if (!confirmed.add(((TextMessage) message).getText())) {
                throw new IllegalStateException("confirmed twice");
            }
            missing.countDown();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
