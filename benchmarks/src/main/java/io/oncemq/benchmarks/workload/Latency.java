// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.system.Family;
import io.oncemq.benchmarks.system.Storage;
import io.oncemq.benchmarks.system.SystemId;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A message now and then, from the call of {@code send} to the return of {@code receive}: on one node, or sent on one and
 * received on another that does nothing else. The two JVMs read the same machine's clock. The brokers are not in it, for
 * the reason given at {@link SharedLoad}.
 */
record Latency(String name, String title, Form form, boolean otherNode) implements Workload {
    private static final String QUEUE = "bench.latency";
    private static final String SENT_AT = "sentAt";
    private static final String WARM = "warm";
    private static final String LAST = "last";
    private static final String SEND = "send";
    private static final String RECEIVE = "receive";
    private static final long PACE_MILLIS = 25;
    private static final long PATIENCE_MILLIS = 60_000;

    @Override
    public List<String> phases() {
        return otherNode ? List.of(RECEIVE, SEND) : List.of("run");
    }

    @Override
    public boolean concurrent() {
        return otherNode;
    }

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
        return system.family() == Family.ONCEMQ && (!otherNode || system.storage() == Storage.POSTGRESQL);
    }

    @Override
    public void run(Run run) throws Exception {
        switch (run.spec().phase()) {
            case SEND -> send(run);
            case RECEIVE -> receive(run);
            default -> {
                Thread sender = new Thread(() -> {
                    try {
                        send(run);
                    } catch (Exception e) {
                        run.result().problem("the sender failed: " + e);
                    }
                });
                sender.start();
                receive(run);
                sender.join();
            }
        }
    }

    private void send(Run run) throws Exception {
        try (Connection connection = run.jms().connectionFactory().createConnection()) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            awaitReceiver(run.spec().directory());
            send(session, producer, run.spec().warmUpMillis(), true);
            send(session, producer, run.spec().measureMillis(), false);
            Message last = session.createTextMessage("x");
            last.setBooleanProperty(LAST, true);
            producer.send(last);
        }
        if (otherNode) {
            // The figure is the receiver's; those of phases are added up.
            run.result().value(0);
        }
    }

    private static void send(Session session, MessageProducer producer, long millis, boolean warm)
            throws JMSException, InterruptedException {
        String text = "x".repeat(1024);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Message message = session.createTextMessage(text);
            message.setBooleanProperty(WARM, warm);
            message.setLongProperty(SENT_AT, micros());
            producer.send(message);
            Thread.sleep(PACE_MILLIS);
        }
    }

    private static void receive(Run run) throws JMSException, IOException {
        LongList micros = new LongList();
        try (Connection connection = run.jms().connectionFactory().createConnection()) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
            connection.start();
            Files.createFile(ready(run.spec().directory()));
            for (Message message = next(consumer); !message.propertyExists(LAST); message = next(consumer)) {
                if (!message.getBooleanProperty(WARM)) {
                    micros.add(micros() - message.getLongProperty(SENT_AT));
                }
            }
        }
        run.result().value((double) micros.percentile(0.5));
        run.result().metric("p99 us", (double) micros.percentile(0.99));
        run.result().metric("messages", micros.size());
    }

    private static Message next(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(PATIENCE_MILLIS);
        if (message == null) {
            throw new IllegalStateException("nothing came");
        }
        return message;
    }

    private static void awaitReceiver(Path directory) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!Files.exists(ready(directory))) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the receiver did not start");
            }
            Thread.sleep(5);
        }
    }

    private static Path ready(Path directory) {
        return directory.resolve("receiving");
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
