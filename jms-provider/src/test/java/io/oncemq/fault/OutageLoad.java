// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Two nodes whose producers and consumers go on by themselves, whatever becomes of the database. Each consumer sends what it
 * received to another queue in the same transaction: what is there in the end is what was committed.
 */
final class OutageLoad implements AutoCloseable {
    static final String WORK = "work";
    private static final String DONE = "done";
    private static final int NODES = 2;
    private static final int CLIENTS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final OnceMqSettings settings;
    private final List<OnceMqConnectionFactory> factories = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<Thread> producers = new ArrayList<>();
    private final List<Thread> consumers = new ArrayList<>();
    private final Collection<String> sent = new ConcurrentLinkedQueue<>();
    private final Collection<String> troubles = new ConcurrentLinkedQueue<>();
    private final AtomicInteger committed = new AtomicInteger();
    private volatile boolean noMore;
    private volatile boolean over;

    OutageLoad(String url) {
        settings = OnceMqSettings.defaults()
                .with("url", url)
                .with("user", TestDatabases.POSTGRESQL.user())
                .with("password", TestDatabases.POSTGRESQL.password())
                .with("linger", "0s");
    }

    void start() throws JMSException {
        for (int node = 0; node < NODES; node++) {
            OnceMqConnectionFactory factory = new OnceMqConnectionFactory(settings.with("nodeName", "node" + node));
            factories.add(factory);
            Connection connection = factory.createConnection();
            connections.add(connection);
            connection.start();
            for (int client = 0; client < CLIENTS; client++) {
                String name = node + "." + client;
                producers.add(start("producer " + name, () -> produce(connection, name)));
                consumers.add(start("consumer " + name, () -> consume(connection)));
            }
        }
    }

    private Thread start(String name, Body body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (JMSException | RuntimeException e) {
                        if (!over) {
                            troubles.add(name + " has ended: " + e);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void produce(Connection connection, String name) throws JMSException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(WORK));
        for (int number = 0; !noMore; number++) {
            String key = name + "#" + number;
            try {
                producer.send(session.createTextMessage(key));
                sent.add(key);
            } catch (JMSException e) {
                // Once: what became of a call that failed shows in what comes out.
                troubles.add(key + ": " + e.getMessage());
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private void consume(Connection connection) throws JMSException {
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue(WORK));
        MessageProducer done = session.createProducer(session.createQueue(DONE));
        while (!over) {
            try {
                TextMessage work = (TextMessage) consumer.receive(1_000);
                if (work != null) {
                    done.send(session.createTextMessage(work.getText()));
                    session.commit();
                    committed.incrementAndGet();
                }
            } catch (JMSException e) {
                troubles.add("rolled back: " + e.getMessage());
                session.rollback();
            }
        }
    }

    int sent() {
        return sent.size();
    }

    /** How many messages were received in transactions whose commit returned. */
    int committed() {
        return committed.get();
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("not in " + PATIENCE + ": " + what + "\n" + troubles());
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Until more was sent and received than before. */
    void awaitProgress(int messages) {
        int sentBefore = sent();
        int committedBefore = committed();
        await("work goes on", () -> sent() >= sentBefore + messages && committed() >= committedBefore + messages);
    }

    /**
     * Ends the producers, waits until nothing is left to do, and counts.
     *
     * @param nothingLeft whether the work queue is empty
     */
    Count finish(BooleanSupplier nothingLeft) throws JMSException, InterruptedException {
        noMore = true;
        for (Thread producer : producers) {
            producer.join();
        }
        await("all work is done", nothingLeft);
        over = true;
        for (Thread consumer : consumers) {
            consumer.join();
        }
        closeAll();
        Map<String, Integer> received = drain();
        Set<String> all = new HashSet<>(sent);
        int lost = (int) all.stream().filter(key -> !received.containsKey(key)).count();
        // What was sent by a call that failed counts when it came out.
        all.addAll(received.keySet());
        int duplicates = received.values().stream().mapToInt(times -> times - 1).sum();
        return new Count(all.size(), received.size(), lost, duplicates);
    }

    private Map<String, Integer> drain() throws JMSException {
        Map<String, Integer> received = new HashMap<>();
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(settings);
                Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.DUPS_OK_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(DONE));
            TextMessage message;
            while ((message = (TextMessage) consumer.receive(3_000)) != null) {
                received.merge(message.getText(), 1, Integer::sum);
            }
        }
        return received;
    }

    /** The last of what went wrong. */
    String troubles() {
        List<String> lines = new ArrayList<>(troubles);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    private void closeAll() throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        factories.forEach(OnceMqConnectionFactory::close);
        connections.clear();
        factories.clear();
    }

    @Override
    public void close() throws JMSException {
        noMore = true;
        over = true;
        closeAll();
    }

    /** What was sent against what was committed. */
    record Count(int sent, int received, int lost, int duplicates) {
        @Override
        public String toString() {
            return "sent=" + sent + " received=" + received + " lost=" + lost + " duplicates-committed=" + duplicates;
        }
    }

    private interface Body {
        void run() throws JMSException;
    }
}
