// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.client;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
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
    public Receiver receiver(boolean transacted) throws JMSException {
        Connection connection = factory.createConnection();
        Session session = connection.createSession(transacted, acknowledgement(transacted));
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        connection.start();
        return new JmsReceiver(connection, session, consumer);
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
    public static Receiver receiver(Connection connection, Session session, MessageConsumer consumer) {
        return new JmsReceiver(connection, session, consumer);
    }

    private static int acknowledgement(boolean transacted) {
        return transacted ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE;
    }

    private static long tagOf(@Nullable Message message, int[] expectedLength) throws JMSException {
        if (message == null) {
            return Tag.NONE;
        }
        int length = message instanceof TextMessage text
                ? text.getText().length()
                : (int) ((BytesMessage) message).getBodyLength();
        if (expectedLength[0] == 0) {
            expectedLength[0] = length;
        }
        if (length != expectedLength[0] || length == 0) {
            throw new IllegalStateException("a body of " + length + " among those of " + expectedLength[0]);
        }
        return Tag.of(message.getIntProperty(PRODUCER), message.getLongProperty(SEQUENCE));
    }

    private static final class JmsSender implements Sender {
        private final Connection connection;
        private final Session session;
        private final MessageProducer producer;
        private final String text;
        private final byte @Nullable [] bytes;

        JmsSender(Connection connection, Session session, Destination destination, Traffic traffic)
                throws JMSException {
            this.connection = connection;
            this.session = session;
            producer = session.createProducer(destination);
            producer.setDeliveryMode(traffic.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
            text = "x".repeat(traffic.text());
            bytes = traffic.bytes() == 0 ? null : new byte[traffic.bytes()];
        }

        @Override
        public void send(long tag) throws JMSException {
            Message message = bytes == null ? session.createTextMessage(text) : bytesMessage(bytes);
            message.setIntProperty(PRODUCER, Tag.producer(tag));
            message.setLongProperty(SEQUENCE, Tag.sequence(tag));
            producer.send(message);
        }

        private BytesMessage bytesMessage(byte[] body) throws JMSException {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body);
            return message;
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
        private final int[] expectedLength = new int[1];

        JmsReceiver(Connection connection, Session session, MessageConsumer consumer) {
            this.connection = connection;
            this.session = session;
            this.consumer = consumer;
        }

        @Override
        public long receive(long millis) throws JMSException {
            return tagOf(consumer.receive(millis), expectedLength);
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
        private final int[] expectedLength = new int[1];

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
            return tagOf(consumer.receive(millis), expectedLength);
        }

        @Override
        public void close() throws JMSException {
            connection.close();
        }
    }
}
