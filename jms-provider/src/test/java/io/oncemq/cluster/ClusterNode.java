// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cluster;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.fault.JdbcLayer;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM of the cluster. Its producers send to {@link #WORK} and say so ({@code S key}); its consumers receive from there
 * and send what they got to {@link #DONE} in the same transaction, so that what is in {@code DONE} is what was committed.
 * Standard input ends the producers with its first line.
 */
final class ClusterNode {
    private static final Pattern FENCE = Pattern.compile("update oncemq_lane\\s+set batch_no = \\?\\s+"
            + "where lease_id = \\? and lane_no = \\? and batch_no < \\?");

    /** How often a producer sends: so often that there is always work, and so seldom that no backlog hides the order. */
    private static final Duration PACE = Duration.ofMillis(12);

    static final String WORK = "work";
    static final String DONE = "done";

    /** In the name of a lineage of messages that is a group. */
    static final char GROUP = '/';

    /** Where consumers draw numbers, to tell what happened before what. */
    static final String TICKETS = "tickets";

    private final String[] arguments;
    private final String name;
    private volatile boolean stopping;

    private ClusterNode(String[] arguments) {
        this.arguments = arguments;
        this.name = arguments[1];
    }

    /**
     * Arguments: database URL, name of this node's life, {@code fenced} or {@code unfenced}, producers, groups of each (0
     * for messages without), consumers.
     */
    public static void main(String[] arguments) throws Exception {
        new ClusterNode(arguments).run();
    }

    private void run() throws Exception {
        int producers = Integer.parseInt(arguments[3]);
        int groups = Integer.parseInt(arguments[4]);
        int consumers = Integer.parseInt(arguments[5]);
        try (OnceMqConnectionFactory factory = factory();
                Connection connection = connect(factory)) {
            connection.start();
            for (int i = 0; i < consumers; i++) {
                start("consumer " + i, true, () -> consume(connection));
            }
            List<Thread> sending = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                String producer = name + "." + i;
                sending.add(start("producer " + i, false, () -> produce(connection, producer, groups)));
            }
            say("READY " + name);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            in.readLine();
            stopping = true;
            for (Thread thread : sending) {
                thread.join();
            }
            say("QUIET " + name);
            in.readLine();
        }
    }

    /** On a machine that is busy with the deaths of others a connection may take longer than the product waits. */
    private static Connection connect(OnceMqConnectionFactory factory) throws JMSException {
        for (int attempt = 1; ; attempt++) {
            try {
                return factory.createConnection();
            } catch (JMSException e) {
                say("C " + e.getMessage());
                if (attempt == 10) {
                    throw e;
                }
            }
        }
    }

    private OnceMqConnectionFactory factory() {
        OnceMqSettings settings = OnceMqSettings.defaults()
                .with("leaseTerm", "2s")
                .with("linger", "0s")
                .with("nodeName", name);
        String url = arguments[0];
        return arguments[2].equals("fenced")
                ? new OnceMqConnectionFactory(settings.with("url", url)
                        .with("user", TestDatabases.POSTGRESQL.user())
                        .with("password", TestDatabases.POSTGRESQL.password()))
                : new OnceMqConnectionFactory(settings.toBuilder()
                        .dataSource(JdbcLayer.over(
                                TestDatabases.POSTGRESQL.dataSourceAt(url),
                                ClusterNode::withoutFence,
                                JdbcLayer.UNCHANGED))
                        .build());
    }

    /** Whoever was declared dead goes on writing: all that would stop it is told that it changed what it wanted. */
    private static String withoutFence(String sql) {
        Matcher fence = FENCE.matcher(sql);
        if (fence.find()) {
            // Also within the statement of a whole group; where that finds a row gone, it is said step by step.
            return fence.replaceFirst(
                    """
                    insert into oncemq_lane (batch_no, lease_id, lane_no)
                    select cast(? as bigint), cast(? as bigint), cast(? as bigint) where cast(? as bigint) > 0
                        on conflict (lease_id, lane_no) do update set batch_no = excluded.batch_no
                    """);
        }
        if (sql.startsWith("update oncemq_lease") && sql.contains("expires_at > ?")) {
            return sql.replace("expires_at > ?", "(expires_at > ? or true)");
        }
        if (sql.startsWith("delete from oncemq_lease")) {
            return "update oncemq_lease set expires_at = 0 where lease_id = ?";
        }
        if (sql.startsWith("delete from oncemq_delivery") && sql.endsWith("id = ?")) {
            return """
                    with gone as (delete from oncemq_delivery where (holder = ? or true) and id = ?)
                    update oncemq_store set schema_version = schema_version
                    """;
        }
        return sql;
    }

    // ---- producers

    private void produce(Connection connection, String producer, int groups) throws Exception {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer sender = session.createProducer(session.createQueue(WORK));
        long due = System.nanoTime();
        for (int number = 0; !stopping; number++) {
            String lineage = groups == 0 ? producer : producer + GROUP + number % groups;
            TextMessage message = session.createTextMessage(lineage + "#" + (groups == 0 ? number : number / groups));
            if (groups > 0) {
                message.setStringProperty("JMSXGroupID", lineage);
            }
            send(sender, message);
            due = Math.max(due, System.nanoTime() - PACE.toNanos()) + PACE.toNanos();
            for (long left; (left = due - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** Once: what became of a call that failed shows in what comes out. */
    private void send(MessageProducer sender, TextMessage message) throws JMSException {
        try {
            sender.send(message);
            say("S " + message.getText());
        } catch (JMSException e) {
            say("U " + message.getText() + " " + e.getMessage());
        }
    }

    // ---- consumers

    private void consume(Connection connection) throws Exception {
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue(WORK));
        MessageProducer done = session.createProducer(session.createQueue(DONE));
        try (java.sql.Connection counter = DriverManager.getConnection(
                        arguments[0], TestDatabases.POSTGRESQL.user(), TestDatabases.POSTGRESQL.password());
                PreparedStatement next = counter.prepareStatement("select nextval('" + TICKETS + "')")) {
            while (true) {
                try {
                    TextMessage work = (TextMessage) consumer.receive();
                    long first = ticket(next);
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    done.send(session.createTextMessage(work.getText() + " " + first + " " + ticket(next)));
                    session.commit();
                } catch (JMSException e) {
                    say("R " + e.getMessage());
                    session.rollback();
                }
            }
        }
    }

    private static long ticket(PreparedStatement next) throws SQLException {
        try (ResultSet row = next.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    // ----

    private static Thread start(String name, boolean daemon, Body body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (Exception e) {
                        say("FAILED " + name + ": " + e);
                        e.printStackTrace();
                    }
                },
                name);
        thread.setDaemon(daemon);
        thread.start();
        return thread;
    }

    private static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private interface Body {
        void run() throws Exception;
    }
}
