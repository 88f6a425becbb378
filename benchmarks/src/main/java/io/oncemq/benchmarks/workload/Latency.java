// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Tag;
import io.oncemq.benchmarks.system.Family;
import io.oncemq.benchmarks.system.Storage;
import io.oncemq.benchmarks.system.SystemId;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
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
 * received on another that does nothing else. The two JVMs read the same machine's clock; the brokers are not in that, for
 * the reason given at {@link SharedLoad}. A message that is sent late, because the send before it took so long, counts from
 * when it was due.
 */
record Latency(String name, String title, Form form, boolean persistent, boolean otherNode) implements Workload {
    private static final String QUEUE = "bench.latency";
    private static final String SENT_AT = "sentAt";
    private static final String SEQUENCE = "sequence";
    private static final String WARM = "warm";
    private static final String LAST = "last";
    private static final String SEND = "send";
    private static final String RECEIVE = "receive";
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A thousand messages, so that ten are slower than the p99. */
    private static final long LEAST_MEASURE_MILLIS = 10_000;

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
        return otherNode ? system.family() == Family.ONCEMQ && system.storage() == Storage.POSTGRESQL : system.isJms();
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
            producer.setDeliveryMode(persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
            awaitReceiver(run.spec().directory());
            long sent = send(session, producer, run.spec().warmUpMillis(), 0, true);
            sent += send(session, producer, Math.max(run.spec().measureMillis(), LEAST_MEASURE_MILLIS), sent, false);
            Message last = session.createTextMessage("x");
            last.setLongProperty(LAST, sent);
            producer.send(last);
        }
        if (otherNode) {
            // The figure is the receiver's; those of phases are added up.
            run.result().value(0);
        }
    }

    private static long send(Session session, MessageProducer producer, long millis, long first, boolean warm)
            throws JMSException, InterruptedException {
        String text = "x".repeat(1024);
        long count = TimeUnit.MILLISECONDS.toNanos(millis) / PACE_NANOS;
        long due = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long late = System.nanoTime() - due;
            TimeUnit.NANOSECONDS.sleep(-late);
            Message message = session.createTextMessage(text);
            message.setBooleanProperty(WARM, warm);
            message.setLongProperty(SEQUENCE, first + i);
            message.setLongProperty(SENT_AT, micros() - Math.max(0, late) / 1000);
            producer.send(message);
            due += PACE_NANOS;
        }
        return count;
    }

    private static void receive(Run run) throws JMSException, IOException {
        LongList micros = new LongList();
        LongList tags = new LongList();
        try (Connection connection = run.jms().connectionFactory().createConnection()) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
            connection.start();
            Files.createFile(ready(run.spec().directory()));
            Message message = next(consumer);
            for (; !message.propertyExists(LAST); message = next(consumer)) {
                tags.add(Tag.of(0, message.getLongProperty(SEQUENCE)));
                if (!message.getBooleanProperty(WARM)) {
                    micros.add(micros() - message.getLongProperty(SENT_AT));
                }
            }
            Ledger.check(new long[] {message.getLongProperty(LAST)}, List.of(tags))
                    .forEach(run.result()::problem);
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
