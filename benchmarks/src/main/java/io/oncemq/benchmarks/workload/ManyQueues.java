// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.system.SystemId;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many queues with a listener each: what it costs when nothing happens, and with one message a second on each. */
record ManyQueues(String name, String title, Form form, int queues) implements Workload {
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
        try (Connection connection = run.jms().connectionFactory().createConnection()) {
            for (int i = 0; i < queues; i++) {
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                session.createConsumer(session.createQueue("bench." + i))
                        .setMessageListener(message -> received.incrementAndGet());
            }
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            List<MessageProducer> producers = new ArrayList<>();
            for (int i = 0; i < queues; i++) {
                producers.add(session.createProducer(session.createQueue("bench." + i)));
            }
            int sent = sendEvenly(session, producers, run.spec().warmUpMillis());
            // What the warm-up left to do ends first.
            Thread.sleep(run.spec().warmUpMillis());

            Meter idle = new Meter();
            Thread.sleep(run.spec().measureMillis());
            run.result().value(100 * idle.cores());
            run.result().metric("threads", Meter.threads() - threadsBefore);

            Meter busy = new Meter();
            sent += sendEvenly(session, producers, run.spec().measureMillis());
            run.result().metric("% of a core, a message a second each", 100 * busy.cores());

            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (received.get() < sent && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            if (received.get() != sent) {
                run.result().problem(sent + " messages were sent, " + received.get() + " came");
            }
        }
    }

    private int sendEvenly(Session session, List<MessageProducer> producers, long millis)
            throws JMSException, InterruptedException {
        long begun = System.nanoTime();
        long gap = TimeUnit.SECONDS.toNanos(1) / queues;
        int count = (int) (TimeUnit.MILLISECONDS.toNanos(millis) / gap);
        for (int i = 0; i < count; i++) {
            Message message = session.createTextMessage("x".repeat(1024));
            producers.get(i % queues).send(message);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, begun + (i + 1) * gap - System.nanoTime()));
        }
        return count;
    }
}
