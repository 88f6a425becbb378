// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * What the tests of the specification share: connections to one store per database, closed after each test. Destinations
 * have a name of their own in each test.
 */
@Timeout(60)
public abstract class SpecTest {
    /** Long enough for anything that must come. */
    protected static final long SOON = 20_000;

    /** Long enough to see that nothing comes. */
    protected static final long A_MOMENT = 150;

    private static final Map<TestDatabases, OnceMqSettings> STORES = new EnumMap<>(TestDatabases.class);

    protected final TestDatabases database;
    protected final String name = getClass().getSimpleName() + "-" + UUID.randomUUID();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    protected SpecTest(TestDatabases database) {
        this.database = database;
    }

    /** The store that all tests share. */
    protected OnceMqSettings settings() {
        synchronized (STORES) {
            return STORES.computeIfAbsent(database, SpecTest::newStore);
        }
    }

    /** A store of its own. */
    protected OnceMqSettings newStore() {
        return newStore(database);
    }

    private static OnceMqSettings newStore(TestDatabases database) {
        return OnceMqSettings.builder()
                .url(database.newUrl())
                .user(database.user())
                .password(database.password())
                .build();
    }

    protected OnceMqConnectionFactory factory() {
        return factory(settings());
    }

    protected OnceMqConnectionFactory factory(OnceMqSettings settings) {
        return new OnceMqConnectionFactory(settings);
    }

    protected OnceMqXaConnectionFactory xaFactory() {
        return new OnceMqXaConnectionFactory(settings());
    }

    /** Closes it after the test. */
    protected <C extends AutoCloseable> C closing(C resource) {
        opened.push(resource);
        return resource;
    }

    @AfterEach
    protected void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    protected Connection connection() throws JMSException {
        return closing(factory().createConnection());
    }

    protected Connection startedConnection() throws JMSException {
        Connection connection = connection();
        connection.start();
        return connection;
    }

    protected Connection connection(String clientId) throws JMSException {
        return closing(factory(settings().with("clientId", clientId)).createConnection());
    }

    protected Session session(int mode) throws JMSException {
        return startedConnection().createSession(mode);
    }

    protected JMSContext context() {
        return context(JMSContext.AUTO_ACKNOWLEDGE);
    }

    protected JMSContext context(int mode) {
        return closing(factory().createContext(mode));
    }

    protected Queue queue(Session session) throws JMSException {
        return session.createQueue(name);
    }

    protected Topic topic(Session session) throws JMSException {
        return session.createTopic(name);
    }

    /** Sends texts to the test's queue by a connection of its own. */
    protected void send(String... texts) throws JMSException {
        try (Connection connection = factory().createConnection();
                Session session = connection.createSession()) {
            send(session, session.createQueue(name), texts);
        }
    }

    protected static void send(Session session, jakarta.jms.Destination to, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(to)) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    protected static <T> T required(@Nullable T value) {
        assertThat(value).isNotNull();
        return java.util.Objects.requireNonNull(value);
    }

    protected static Message receive(MessageConsumer consumer) throws JMSException {
        return required(consumer.receive(SOON));
    }

    protected static String text(@Nullable Message message) throws JMSException {
        return required(((TextMessage) required(message)).getText());
    }

    protected static String receiveText(MessageConsumer consumer) throws JMSException {
        return text(receive(consumer));
    }

    protected static List<String> receiveTexts(MessageConsumer consumer, int count) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(receiveText(consumer));
        }
        return texts;
    }

    protected static void assertNothingComes(MessageConsumer consumer) throws JMSException {
        assertThat(consumer.receive(A_MOMENT)).isNull();
    }

    /** Returns once the thread waits for another; one that ends without having waited fails the test. */
    protected static void awaitWaiting(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.WAITING) {
            // Interrupted when the test's time is over.
            thread.join(1);
            assertThat(thread.isAlive()).as("waits rather than ends").isTrue();
        }
    }

    /** What is left in the test's queue, taken by a connection of its own. */
    protected List<String> rest() throws JMSException {
        try (Connection connection = factory().createConnection();
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(name))) {
            connection.start();
            return restFor(consumer);
        }
    }

    /** What there is for this consumer. */
    protected static List<String> restFor(MessageConsumer consumer) throws JMSException {
        List<String> texts = new ArrayList<>();
        while (true) {
            Message message = consumer.receive(A_MOMENT);
            if (message == null) {
                // Nothing was fetched in that time, which is no proof: this looks into the store itself.
                message = consumer.receiveNoWait();
            }
            if (message == null) {
                return texts;
            }
            texts.add(text(message));
        }
    }
}
