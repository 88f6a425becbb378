// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.client;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XASession;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/** Clients of a queue by Jakarta Messaging alone; each has a connection and a session of its own. */
public final class JmsClients implements Clients {
    private static final String PRODUCER = "producer";
    private static final String SEQUENCE = "sequence";

    private final ConnectionFactory factory;
    private final XAConnectionFactory xaFactory;
    private final String queue;

    public JmsClients(ConnectionFactory factory, XAConnectionFactory xaFactory, String queue) {
        this.factory = factory;
        this.xaFactory = xaFactory;
        this.queue = queue;
    }

    @Override
    public Sender sender(Traffic traffic, boolean transacted) throws JMSException {
        Connection connection = factory.createConnection();
        Session session = connection.createSession(transacted, acknowledgement(transacted));
        return new JmsSender(connection, session, session.createQueue(queue), traffic);
    }

    @Override
    public Receiver receiver(Traffic traffic, boolean transacted) throws JMSException {
        Connection connection = factory.createConnection();
        Session session = connection.createSession(transacted, acknowledgement(transacted));
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        connection.start();
        return new JmsReceiver(connection, session, consumer, traffic);
    }

    @Override
    public XaReceiver xaReceiver() throws JMSException {
        XAConnection connection = xaFactory.createXAConnection();
        XASession session = connection.createXASession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        connection.start();
        return new JmsXaReceiver(connection, session, consumer);
    }

    /** A sender to any destination, as one session of a connection that it closes. */
    public static Sender sender(Connection connection, Session session, Destination destination, Traffic traffic)
            throws JMSException {
        return new JmsSender(connection, session, destination, traffic);
    }

    /** A receiver on any consumer, as one session of a connection that it closes. */
    public static Receiver receiver(Connection connection, Session session, MessageConsumer consumer, Traffic traffic) {
        return new JmsReceiver(connection, session, consumer, traffic);
    }

    private static int acknowledgement(boolean transacted) {
        return transacted ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE;
    }

    private static long tagOf(@Nullable Message message, Body body) throws JMSException {
        if (message == null) {
            return Tag.NONE;
        }
        body.check(message);
        return Tag.of(message.getIntProperty(PRODUCER), message.getLongProperty(SEQUENCE));
    }

    private static final class JmsSender implements Sender {
        private final Connection connection;
        private final Session session;
        private final MessageProducer producer;
        private final Body body;

        JmsSender(Connection connection, Session session, Destination destination, Traffic traffic)
                throws JMSException {
            this.connection = connection;
            this.session = session;
            producer = session.createProducer(destination);
            producer.setDeliveryMode(traffic.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
            body = new Body(traffic);
        }

        @Override
        public void send(long tag) throws JMSException {
            Message message = body.newMessage(session);
            message.setIntProperty(PRODUCER, Tag.producer(tag));
            message.setLongProperty(SEQUENCE, Tag.sequence(tag));
            producer.send(message);
        }

        @Override
        public void commit() throws JMSException {
            session.commit();
        }

        @Override
        public void close() throws JMSException {
            connection.close();
        }
    }

    private static final class JmsReceiver implements Receiver {
        private final Connection connection;
        private final Session session;
        private final MessageConsumer consumer;
        private final Body body;

        JmsReceiver(Connection connection, Session session, MessageConsumer consumer, Traffic traffic) {
            body = new Body(traffic);
            this.connection = connection;
            this.session = session;
            this.consumer = consumer;
        }

        @Override
        public long receive(long millis) throws JMSException {
            return tagOf(consumer.receive(millis), body);
        }

        @Override
        public void commit() throws JMSException {
            session.commit();
        }

        @Override
        public void close() throws JMSException {
            connection.close();
        }
    }

    private static final class JmsXaReceiver implements XaReceiver {
        private final XAConnection connection;
        private final XASession session;
        private final MessageConsumer consumer;
        private final Body body = new Body(Traffic.PLAIN);

        JmsXaReceiver(XAConnection connection, XASession session, MessageConsumer consumer) {
            this.connection = connection;
            this.session = session;
            this.consumer = consumer;
        }

        @Override
        public XAResource resource() {
            return session.getXAResource();
        }

        @Override
        public long receive(long millis) throws JMSException {
            return tagOf(consumer.receive(millis), body);
        }

        @Override
        public void close() throws JMSException {
            connection.close();
        }
    }
}
