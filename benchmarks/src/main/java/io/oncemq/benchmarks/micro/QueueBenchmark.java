// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.micro;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.store.jdbc.Durability;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A send and the receive of the same message by one thread, on H2 in a file that is not synced: what the code costs, not
 * the disk. Non-persistent it is the hand-over in memory. What the database itself takes of the persistent one is shown by
 * the bare INSERT and DELETE of a row of that size.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class QueueBenchmark {
    private static final long PATIENCE_MILLIS = 5000;

    private @Nullable Path directory;
    private @Nullable OnceMqConnectionFactory factory;
    private @Nullable Client persistent;
    private @Nullable Client nonPersistent;
    private @Nullable Rows rows;

    @Setup
    public void setUp() throws IOException, JMSException, SQLException {
        Path created = Files.createTempDirectory(Path.of("").toAbsolutePath(), "jmh-");
        directory = created;
        factory = new OnceMqConnectionFactory(OnceMqSettings.builder()
                .url("jdbc:h2:file:" + created.resolve("h2"))
                .durability(Durability.PROCESS)
                .build());
        persistent = new Client(factory.createConnection(), DeliveryMode.PERSISTENT);
        nonPersistent = new Client(factory.createConnection(), DeliveryMode.NON_PERSISTENT);
        rows = new Rows(DriverManager.getConnection("jdbc:h2:file:" + created.resolve("rows") + ";WRITE_DELAY=0"));
    }

    @Benchmark
    public Message persistent() throws JMSException {
        return Objects.requireNonNull(persistent).sendAndReceive();
    }

    @Benchmark
    public Message nonPersistent() throws JMSException {
        return Objects.requireNonNull(nonPersistent).sendAndReceive();
    }

    @Benchmark
    public int insertAndDelete() throws SQLException {
        return Objects.requireNonNull(rows).insertAndDelete();
    }

    @TearDown
    public void tearDown() throws IOException, SQLException {
        Objects.requireNonNull(factory).close();
        Objects.requireNonNull(rows).connection.close();
        try (Stream<Path> files = Files.walk(Objects.requireNonNull(directory))) {
            files.sorted(Comparator.reverseOrder()).forEach(QueueBenchmark::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Client {
        private final Session session;
        private final MessageProducer producer;
        private final MessageConsumer consumer;

        Client(jakarta.jms.Connection connection, int deliveryMode) throws JMSException {
            session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            Queue queue = session.createQueue("bench." + deliveryMode);
            producer = session.createProducer(queue);
            producer.setDeliveryMode(deliveryMode);
            consumer = session.createConsumer(queue);
            connection.start();
        }

        Message sendAndReceive() throws JMSException {
            producer.send(session.createTextMessage(Samples.TEXT));
            return Objects.requireNonNull(consumer.receive(PATIENCE_MILLIS), "nothing came");
        }
    }

    private static final class Rows {
        private static final int BYTES = 1120;

        final Connection connection;
        private final PreparedStatement insert;
        private final PreparedStatement delete;
        private final byte[] body = new byte[BYTES];
        private long id;

        Rows(Connection connection) throws SQLException {
            this.connection = connection;
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table message (id bigint primary key, body varbinary not null)");
            }
            insert = connection.prepareStatement("insert into message (id, body) values (?, ?)");
            delete = connection.prepareStatement("delete from message where id = ?");
        }

        int insertAndDelete() throws SQLException {
            insert.setLong(1, ++id);
            insert.setBytes(2, body);
            insert.executeUpdate();
            delete.setLong(1, id);
            return delete.executeUpdate();
        }
    }
}
