// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A message that a session holds is not its any more in the database: the row has gone with its queue, or the database lost the
 * commit of the claim. In each acknowledgement mode the others go on, and nothing stays held.
 */
@Timeout(60)
abstract class LostClaimContract {
    private static final long SOON = 20_000;

    private final String loseClaims = "update oncemq_delivery set holder = 0 where holder > 0";
    private final String loseOldest = "delete from oncemq_delivery where id = (select min(id) from oncemq_delivery)";
    private final TestDatabases database;
    private String url;
    private OnceMqConnectionFactory factory;
    private Connection connection;

    LostClaimContract(TestDatabases database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws JMSException {
        url = database.newUrl();
        factory = new OnceMqConnectionFactory(OnceMqSettings.builder()
                .url(url)
                .user(database.user())
                .password(database.password())
                .build());
        connection = factory.createConnection();
        connection.start();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        factory.close();
    }

    private void run(String sql) throws SQLException {
        try (java.sql.Connection link = database.dataSourceAt(url).getConnection();
                Statement statement = link.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private void send(String group, int count) throws JMSException {
        try (Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            for (int i = 0; i < count; i++) {
                Message message = session.createTextMessage("" + i);
                if (!group.isEmpty()) {
                    message.setStringProperty("JMSXGroupID", group);
                }
                producer.send(message);
            }
        }
    }

    private static String receive(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(SOON);
        return message == null ? "nothing" : message.getBody(String.class);
    }

    private List<String> rest() throws JMSException {
        List<String> rest = new ArrayList<>();
        try (Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue("q"))) {
            Message message;
            while ((message = consumer.receiveNoWait()) != null) {
                rest.add(message.getBody(String.class));
            }
        }
        return rest;
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void aGroupGoesOnAfterAReceiveThatLostItsMessage() throws Exception {
        send("group", 4);
        MessageConsumer consumer = connection
                .createSession()
                .createConsumer(connection.createSession().createQueue("q"));
        assertThat(receive(consumer)).isEqualTo("0");
        run(loseClaims);

        assertThat(receive(consumer)).isEqualTo("1");
        assertThat(receive(consumer)).isEqualTo("2");
        assertThat(receive(consumer)).isEqualTo("3");
        assertThat(rest()).isEmpty();
    }

    @Test
    void aGroupGoesOnAfterAListenerThatLostItsMessage() throws Exception {
        send("group", 3);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(4);
        Session session = connection.createSession();
        session.createConsumer(session.createQueue("q")).setMessageListener(message -> {
            try {
                if (got.isEmpty()) {
                    run(loseClaims);
                }
                got.add(message.getBody(String.class));
            } catch (JMSException | SQLException e) {
                got.add(e.toString());
            }
            all.countDown();
        });

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).as("%s", got).isTrue();
        session.close();
        assertThat(got).containsExactly("0", "0", "1", "2");
        assertThat(rest()).isEmpty();
    }

    @Test
    void aLazySessionAcknowledgesTheOthers() throws Exception {
        int more = 120;
        send("", more);
        Session session = connection.createSession(false, Session.DUPS_OK_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        assertThat(receive(consumer)).isEqualTo("0");
        run(loseOldest);
        for (int i = 1; i < more; i++) {
            assertThat(receive(consumer)).isEqualTo("" + i);
        }

        session.close();

        assertThat(rest()).isEmpty();
    }

    @Test
    void aClientThatCannotAcknowledgeGetsTheOthersAgain() throws Exception {
        send("", 3);
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
        receive(consumer);
        Message second = consumer.receive(SOON);
        run(loseOldest);

        assertThatThrownBy(second::acknowledge)
                .isInstanceOfSatisfying(
                        JMSException.class, e -> assertThat(e.getErrorCode()).isEqualTo("ONCEMQ-2306"));

        assertThat(List.of(receive(consumer), receive(consumer))).isEqualTo(numbers(1, 3));
        second.acknowledge();
        session.close();
        assertThat(rest()).isEmpty();
    }
}
