// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.CountingDataSource;
import io.oncemq.testkit.HostileStrings;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts made to be misread are data wherever an application can put them, or are refused; the SQL stays what it is. */
@Section({"3.5.1", "3.8.1.1", "4.2.4", "6.1.2", "6.2.3"})
abstract class HostileNameRules extends SpecTest {
    /** The database was asked, and did not like it: too late. */
    private static final Set<String> REFUSED_BY_DATABASE =
            Set.of("ONCEMQ-2302", "ONCEMQ-2303", "ONCEMQ-2304", "ONCEMQ-2305", "ONCEMQ-2307");

    private final CountingDataSource counter;
    private final TreeMap<String, Integer> taken = new TreeMap<>();

    HostileNameRules(TestDatabases database) throws SQLException {
        super(database);
        counter = new CountingDataSource(closing(pool(database)));
    }

    private static AgroalDataSource pool(TestDatabases database) throws SQLException {
        String url = database.newUrl();
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier();
        configuration.connectionPoolConfiguration(
                pool -> pool.maxSize(20).connectionFactoryConfiguration(factory -> factory.jdbcUrl(url)
                        .principal(new NamePrincipal(database.user()))
                        .credential(new SimplePassword(database.password()))));
        return AgroalDataSource.from(configuration);
    }

    /** One way to put a text in. */
    @FunctionalInterface
    private interface Use {
        void of(String text) throws JMSException;
    }

    @Test
    @Timeout(900)
    void hostileStringsAreDataOrRefused() throws Exception {
        List<String> corpus = HostileStrings.all();
        assertThat(corpus).hasSizeGreaterThanOrEqualTo(200).doesNotHaveDuplicates();
        OnceMqConnectionFactory factory = closing(factory(OnceMqSettings.builder()
                .dataSource(counter.dataSource())
                .set("linger", "0s")
                .set("leaseTerm", "60s")
                .build()));
        Connection connection = closing(factory.createConnection());
        connection.start();
        Session session = connection.createSession();
        // Somebody who waits all the time is looked for by a duty now and then.
        Session waiting = connection.createSession();
        waiting.createConsumer(waiting.createQueue("empty")).setMessageListener(message -> fail("came: " + message));
        Set<String> harmless = new HashSet<>();
        // As many as there are hostile ones: what is said depends on how many queues there are.
        for (int i = 0; i < corpus.size(); i++) {
            useEverywhere(factory, session, "harmless" + i);
        }
        // What a lane says once in 500 transactions is said here, too.
        MessageProducer producer = session.createProducer(session.createQueue("harmless"));
        for (int i = 0; i < 600; i++) {
            producer.send(session.createMessage());
        }
        harmless.addAll(counter.said());
        assertThat(taken).hasSize(9).containsValue(corpus.size());
        taken.clear();
        counter.reset();

        for (String text : corpus) {
            useEverywhere(factory, session, text);
        }

        Set<String> hostile = new HashSet<>(counter.said());
        counter.reset();
        // What a duty says now and then it may have said in between for the first time: it says it again of harmless
        // ones, within a minute or so.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
        for (int i = 0; !harmless.containsAll(hostile) && System.nanoTime() < deadline; i++) {
            useEverywhere(factory, session, "again" + i);
            assertNothingComes(session.createConsumer(session.createQueue("empty too")));
            harmless.addAll(counter.said());
        }
        hostile.removeAll(harmless);
        assertThat(hostile).as("statements that are not said of harmless texts").isEmpty();
        assertThat(taken).as("taken as data").allSatisfy((use, count) -> assertThat(count)
                .as(use)
                .isGreaterThan("property name".equals(use) || "selector".equals(use) ? 20 : 150));
    }

    private void useEverywhere(OnceMqConnectionFactory factory, Session session, String hostile) {
        Use asClientId = text -> {
            try (Connection connection = factory.createConnection()) {
                connection.setClientID(text);
                assertThat(connection.getClientID()).isEqualTo(text);
                Session own = connection.createSession();
                own.createDurableConsumer(own.createTopic("t"), "d").close();
                own.unsubscribe("d");
            }
        };
        use("queue name", hostile, text -> thereAndBack(session, session.createQueue(text), text));
        use("topic name", hostile, text -> thereAndBack(session, session.createTopic(text), text));
        use("client id", hostile, asClientId);
        use("subscription name", hostile, text -> subscribe(session, text));
        use("property name", hostile, text -> propertyName(session, text));
        use("selector", hostile, text -> {
            Topic topic = session.createTopic("t");
            session.createSharedDurableConsumer(topic, "s", text).close();
            session.unsubscribe("s");
        });
        use("text in a selector", hostile, text -> textInSelector(session, text));
        use("group and correlation", hostile, text -> group(session, text));
        use("user", hostile, text -> factory.createConnection(text, text).close());
    }

    private void use(String name, String text, Use use) {
        try {
            use.of(text);
            taken.merge(name, 1, Integer::sum);
        } catch (JMSException e) {
            assertThat(e.getErrorCode())
                    .as(name + " <" + text + ">: " + e)
                    .isNotNull()
                    .isNotIn(REFUSED_BY_DATABASE);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException e) {
            fail(name + " <" + text + ">", e);
        }
    }

    private static void thereAndBack(Session session, Destination destination, String text) throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(destination)) {
            TextMessage message = session.createTextMessage(text);
            message.setJMSType(text);
            message.setStringProperty("p", text);
            message.setJMSReplyTo(destination);
            session.createProducer(destination).send(message);

            TextMessage back = (TextMessage) receive(consumer);
            assertThat(List.of(back.getText(), back.getJMSType(), back.getStringProperty("p")))
                    .containsOnly(text);
            assertThat(List.of(back.getJMSDestination(), back.getJMSReplyTo())).containsOnly(destination);
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    private static void subscribe(Session session, String text) throws JMSException {
        Topic topic = session.createTopic("t");
        try (MessageConsumer consumer = session.createSharedDurableConsumer(topic, text)) {
            session.createProducer(topic).send(session.createTextMessage(text));
            assertThat(receiveText(consumer)).isEqualTo(text);
        }
        session.unsubscribe(text);
    }

    private static void propertyName(Session session, String text) throws JMSException {
        Message message = session.createMessage();
        message.setStringProperty(text, "v");
        Queue queue = session.createQueue("q");
        session.createProducer(queue).send(message);
        try (MessageConsumer consumer = session.createConsumer(queue)) {
            assertThat(receive(consumer).getStringProperty(text)).isEqualTo("v");
        }
    }

    private static void textInSelector(Session session, String text) throws JMSException {
        Queue queue = session.createQueue("q");
        try (MessageConsumer consumer = session.createConsumer(queue, "JMSType = '" + text.replace("'", "''") + "'")) {
            Message other = session.createTextMessage("other");
            other.setJMSType(text + "x");
            Message right = session.createTextMessage("right");
            right.setJMSType(text);
            session.createProducer(queue).send(other);
            session.createProducer(queue).send(right);

            assertThat(receiveText(consumer)).isEqualTo("right");
        } finally {
            try (MessageConsumer rest = session.createConsumer(queue)) {
                while (rest.receiveNoWait() != null) {
                    // Only the other one is left.
                }
            }
        }
    }

    private static void group(Session session, String text) throws JMSException {
        Message message = session.createMessage();
        message.setStringProperty("JMSXGroupID", text);
        message.setJMSCorrelationID(text);
        Queue queue = session.createQueue("q");
        session.createProducer(queue).send(message);
        try (MessageConsumer consumer = session.createConsumer(queue)) {
            Message back = receive(consumer);
            assertThat(back.getStringProperty("JMSXGroupID")).isEqualTo(text);
            assertThat(back.getJMSCorrelationID()).isEqualTo(text);
        }
    }
}
