// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Tag;
import io.oncemq.benchmarks.system.SystemId;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * Many queues with a listener each: what it costs when nothing happens, and with one message a second on each; in this JVM
 * and in the database server.
 */
record ManyQueues(String name, String title, Form form, int queues) implements Workload {
    /** Longer than the period of anything that is done now and then. */
    private static final long LEAST_IDLE_MILLIS = 35_000;

    private static final String SEQUENCE = "sequence";

    @Override
    public String unit() {
        return "% of a core, idle";
    }

    @Override
    public boolean moreIsBetter() {
        return false;
    }

    @Override
    public boolean comparesPeers() {
        return false;
    }

    @Override
    public boolean fits(SystemId system) {
        return system.isJms();
    }

    @Override
    public void run(Run run) throws Exception {
        int threadsBefore = Meter.threads();
        AtomicInteger received = new AtomicInteger();
        List<LongList> tags = new ArrayList<>();
        try (Connection connection = run.jms().connectionFactory().createConnection()) {
            for (int i = 0; i < queues; i++) {
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                LongList list = new LongList();
                tags.add(list);
                int queue = i;
                session.createConsumer(session.createQueue("bench." + i)).setMessageListener(message -> {
                    list.add(Tag.of(queue, sequenceOf(message)));
                    received.incrementAndGet();
                });
            }
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            List<MessageProducer> producers = new ArrayList<>();
            for (int i = 0; i < queues; i++) {
                producers.add(session.createProducer(session.createQueue("bench." + i)));
            }
            long[] sent = new long[queues];
            sendEvenly(session, producers, run.spec().warmUpMillis(), sent);
            // What the warm-up left to do ends first.
            Thread.sleep(run.spec().warmUpMillis());

            Use idle = new Use(run.spec().postgresUrl());
            Thread.sleep(Math.max(run.spec().measureMillis(), LEAST_IDLE_MILLIS));
            run.result().value(idle.percentOfACore());
            run.result().metric("of it the server, %", idle.percentOfTheServer());
            run.result().metric("threads", Meter.threads() - threadsBefore);

            Use busy = new Use(run.spec().postgresUrl());
            sendEvenly(session, producers, run.spec().measureMillis(), sent);
            run.result().metric("% of a core, a message a second each", busy.percentOfACore());

            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (received.get() < LongStream.of(sent).sum() && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            connection.stop();
            Ledger.check(sent, tags).forEach(run.result()::problem);
        }
    }

    private static long sequenceOf(Message message) {
        try {
            return message.getLongProperty(SEQUENCE);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sendEvenly(Session session, List<MessageProducer> producers, long millis, long[] sent)
            throws JMSException, InterruptedException {
        long begun = System.nanoTime();
        long gap = TimeUnit.SECONDS.toNanos(1) / queues;
        int count = (int) (TimeUnit.MILLISECONDS.toNanos(millis) / gap);
        for (int i = 0; i < count; i++) {
            Message message = session.createTextMessage("x".repeat(1024));
            message.setLongProperty(SEQUENCE, sent[i % queues]++);
            producers.get(i % queues).send(message);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, begun + (i + 1) * gap - System.nanoTime()));
        }
    }

    /** What is used from its making on. */
    private static final class Use {
        private final String server;
        private final double serverBefore;
        private final Meter here = new Meter();

        Use(String server) throws SQLException {
            this.server = server;
            serverBefore = DatabaseServer.processorSeconds(server);
        }

        double percentOfTheServer() throws SQLException {
            return 100 * (DatabaseServer.processorSeconds(server) - serverBefore) / here.seconds();
        }

        double percentOfACore() throws SQLException {
            return 100 * here.processorSeconds() / here.seconds() + percentOfTheServer();
        }
    }
}
