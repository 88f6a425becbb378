// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A plain Java program that sends numbered messages and receives them, and writes down what it was promised, until it is
 * killed: {@code S n} after a send returned, {@code R n} after the receive of n was committed, {@code T n} when n was
 * received and its commit began. A line that was written outlives the process.
 */
final class SendAndReceive {
    static final String QUEUE = "ledger";

    private SendAndReceive() {}

    /**
     * Arguments: url, user, password, {@code default-write-delay} or {@code -}, ledger file, first number. With the default
     * write delay nothing is received: what is lost together with its receipt would not show.
     */
    public static void main(String[] args) throws Exception {
        Path ledger = Path.of(args[4]);
        long first = Long.parseLong(args[5]);
        boolean defaultWriteDelay = "default-write-delay".equals(args[3]);
        try (FileChannel lines = FileChannel.open(ledger, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                OnceMqConnectionFactory factory = factory(args[0], args[1], args[2], defaultWriteDelay, "2s");
                Connection connection = factory.createConnection()) {
            connection.start();
            if (!defaultWriteDelay) {
                Thread receiver = new Thread(() -> receive(connection, lines), "receiver");
                receiver.setDaemon(true);
                receiver.start();
            }
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            System.out.println("READY");
            System.out.flush();
            for (long number = first; ; number++) {
                producer.send(session.createTextMessage(Long.toString(number)));
                write(lines, "S " + number);
            }
        }
    }

    static OnceMqConnectionFactory factory(
            String url, String user, String password, boolean defaultWriteDelay, String leaseTerm) {
        OnceMqSettings settings =
                OnceMqSettings.defaults().with("leaseTerm", leaseTerm).with("linger", "0s");
        return defaultWriteDelay
                ? new OnceMqConnectionFactory(settings.toBuilder()
                        .dataSource(UnsyncedH2.dataSource(url, user, password))
                        .build())
                : new OnceMqConnectionFactory(
                        settings.with("url", url).with("user", user).with("password", password));
    }

    private static void receive(Connection connection, FileChannel lines) {
        try {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
            while (true) {
                List<String> numbers = new ArrayList<>();
                // A few a commit: a kill then finds transactions of every size and age.
                TextMessage message = (TextMessage) consumer.receive();
                while (message != null && numbers.size() < 3) {
                    numbers.add(message.getText());
                    message = numbers.size() < 3 ? (TextMessage) consumer.receiveNoWait() : null;
                }
                for (String number : numbers) {
                    write(lines, "T " + number);
                }
                session.commit();
                for (String number : numbers) {
                    write(lines, "R " + number);
                }
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(FileChannel lines, String line) {
        try {
            lines.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is left in the queue, received until nothing comes for a while and a look finds nothing either. */
    static List<String> drain(Supplier<OnceMqConnectionFactory> factories, long patienceMillis) throws JMSException {
        List<String> numbers = new ArrayList<>();
        try (OnceMqConnectionFactory factory = factories.get();
                Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
            TextMessage message;
            while ((message = (TextMessage) consumer.receive(patienceMillis)) != null
                    || (message = (TextMessage) consumer.receiveNoWait()) != null) {
                numbers.add(message.getText());
                if (numbers.size() % 50 == 0) {
                    session.commit();
                }
            }
            session.commit();
        }
        return numbers;
    }
}
