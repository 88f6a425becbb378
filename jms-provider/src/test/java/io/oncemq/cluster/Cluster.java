// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cluster;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.TestDatabases;
import io.oncemq.xa.ChildJvm;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** JVMs on one PostgreSQL, that are killed, frozen and started again. Used by one thread. */
final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final String url = TestDatabases.POSTGRESQL.newUrl();
    private final ChildJvm jvms;
    private final List<String> roleOfEach;
    private final List<Member> members = new ArrayList<>();
    private final Collection<String> sent = new ConcurrentLinkedQueue<>();
    private final Collection<String> told = new ConcurrentLinkedQueue<>();
    private int lives;
    int kills;
    int freezes;

    /**
     * A cluster that has not been started.
     *
     * @param roleOfEach what its members get as arguments behind URL and name
     */
    Cluster(Path directory, List<String> roleOfEach) throws SQLException {
        jvms = new ChildJvm(directory);
        this.roleOfEach = roleOfEach;
        ask("create sequence " + ClusterNode.TICKETS);
    }

    /** One life of a JVM. */
    private final class Member {
        final String name;
        final String role;
        final Process process;
        volatile boolean ready;
        volatile boolean quiet;

        Member(String role) throws IOException {
            this.name = "n" + lives++;
            this.role = role;
            List<String> arguments = new ArrayList<>(List.of(url, name));
            arguments.addAll(List.of(role.split(" ", -1)));
            process = jvms.start(ClusterNode.class, arguments.toArray(String[]::new));
            Thread reader = new Thread(this::read, "output of " + name);
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(this::heard);
            } catch (IOException | UncheckedIOException e) {
                // It was killed in the middle of a line.
                told.add(name + " " + e);
            }
        }

        private void heard(String line) {
            if (line.startsWith("S ")) {
                sent.add(line.substring(2));
            } else if (line.startsWith("READY ")) {
                ready = true;
            } else if (line.startsWith("QUIET ")) {
                quiet = true;
            } else {
                told.add(name + " " + line);
            }
        }

        void say(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        void signal(String signal) throws IOException, InterruptedException {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + signal + " ended with " + exit);
            }
        }
    }

    void start() throws IOException {
        for (String role : roleOfEach) {
            members.add(new Member(role));
        }
        members.forEach(member -> await(member.name + " is ready", () -> member.ready));
    }

    int sent() {
        return sent.size();
    }

    Collection<String> allSent() {
        return sent;
    }

    /** What the members said beside that, the last of it. */
    String told() {
        List<String> lines = new ArrayList<>(told);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** Sends, from a node of this JVM, so many messages to each of so many groups, by turns. */
    void load(int groups, int messages) throws JMSException {
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(OnceMqSettings.defaults()
                        .with("url", url)
                        .with("user", TestDatabases.POSTGRESQL.user())
                        .with("password", TestDatabases.POSTGRESQL.password())
                        .with("linger", "0s"));
                jakarta.jms.Connection connection = factory.createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue(ClusterNode.WORK));
            for (int number = 0; number < messages; number++) {
                for (int group = 0; group < groups; group++) {
                    String lineage = "loaded" + ClusterNode.GROUP + group;
                    TextMessage message = session.createTextMessage(lineage + "#" + number);
                    message.setStringProperty("JMSXGroupID", lineage);
                    producer.send(message);
                    sent.add(message.getText());
                }
                session.commit();
            }
        }
    }

    /** {@code kill -9}, and another life at once. */
    void kill(int index) throws IOException, InterruptedException {
        Member victim = members.get(index);
        victim.process.destroyForcibly();
        victim.process.waitFor();
        kills++;
        Member next = new Member(victim.role);
        members.set(index, next);
        await(next.name + " is ready", () -> next.ready);
    }

    /** Stopped until others have taken over what it held, then awake again. */
    void freeze(int index) throws IOException, InterruptedException {
        Member victim = members.get(index);
        victim.signal("STOP");
        freezes++;
        await("the lease of " + victim.name + " is rescued", () -> leasesOf(victim.name) == 0);
        // What was rescued is worked on meanwhile.
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        victim.signal("CONT");
    }

    private long leasesOf(String node) {
        return ask("select count(*) from oncemq_lease where expires_at > extract(epoch from clock_timestamp()) * 1000"
                + " and node_name = '" + node + "'");
    }

    /** Producers end; consumers go on until nothing is left. */
    void finish() throws IOException {
        for (Member member : members) {
            member.say("no more");
        }
        members.forEach(member -> await(member.name + " is quiet", () -> member.quiet));
        await("all work is done", () -> waiting() == 0);
    }

    private long waiting() {
        return ask("select count(*) from oncemq_delivery d join oncemq_destination q on q.id = d.queue_id"
                + " where q.name = '" + ClusterNode.WORK + "'");
    }

    /** The first number of the answer; 0 where there is none. */
    long ask(String sql) {
        try (Connection connection = DriverManager.getConnection(
                        url, TestDatabases.POSTGRESQL.user(), TestDatabases.POSTGRESQL.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return 0;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("not in " + PATIENCE + ": " + what + "\n" + told());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() {
        for (Member member : members) {
            member.process.destroyForcibly();
            member.process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}
