// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.system.SystemId;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.concurrent.TimeUnit;

/** One requester, one responder with a listener, a temporary queue for the replies; not persistent. */
record RequestReply(String name, String title, Form form) implements Workload {
    private static final String QUEUE = "bench.requests";
    private static final long PATIENCE_MILLIS = 5000;

    @Override
    public String unit() {
        return "us (p50)";
    }

    @Override
    public boolean moreIsBetter() {
        return false;
    }

    @Override
    public boolean fits(SystemId system) {
        return system.isJms();
    }

    @Override
    public void run(Run run) throws Exception {
        try (Connection responding = run.jms().connectionFactory().createConnection();
                Connection requesting = run.jms().connectionFactory().createConnection()) {
            respond(responding);
            Session session = requesting.createSession(false, Session.AUTO_ACKNOWLEDGE);
            TemporaryQueue replies = session.createTemporaryQueue();
            MessageConsumer consumer = session.createConsumer(replies);
            MessageProducer producer = nonPersistent(session.createProducer(session.createQueue(QUEUE)));
            requesting.start();
            exchange(session, producer, consumer, replies, run.spec().warmUpMillis());
            Meter meter = new Meter();
            LongList nanos =
                    exchange(session, producer, consumer, replies, run.spec().measureMillis());
            meter.perMessage(run.result(), nanos.size());
            run.result().metric("requests/s", nanos.size() / meter.seconds());
            run.result().value(nanos.percentile(0.5) / 1e3);
            run.result().metric("p99 us", nanos.percentile(0.99) / 1e3);
            run.result().metric("p99.9 us", nanos.percentile(0.999) / 1e3);
        }
    }

    private static void respond(Connection connection) throws JMSException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = nonPersistent(session.createProducer(null));
        session.createConsumer(session.createQueue(QUEUE)).setMessageListener(request -> {
            try {
                Message reply = session.createTextMessage("done");
                reply.setJMSCorrelationID(request.getJMSMessageID());
                producer.send(request.getJMSReplyTo(), reply);
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        connection.start();
    }

    private static LongList exchange(
            Session session, MessageProducer producer, MessageConsumer consumer, TemporaryQueue replies, long millis)
            throws JMSException {
        LongList nanos = new LongList();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long begun = System.nanoTime();
        while (begun < end) {
            Message request = session.createTextMessage("please");
            request.setJMSReplyTo(replies);
            producer.send(request);
            Message reply = consumer.receive(PATIENCE_MILLIS);
            long now = System.nanoTime();
            if (reply == null || !request.getJMSMessageID().equals(reply.getJMSCorrelationID())) {
                throw new IllegalStateException("no reply, or another's: " + reply);
            }
            nanos.add(now - begun);
            begun = now;
        }
        return nanos;
    }

    private static MessageProducer nonPersistent(MessageProducer producer) throws JMSException {
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        return producer;
    }
}
