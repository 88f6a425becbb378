// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.CountingDataSource;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What messages cost in statements on delivery rows, fences and commits. Each database adds a subclass. */
@Timeout(60)
abstract class MessageCost {
    private final CountingDataSource counter;
    private final OnceMqConnectionFactory factory;
    private Connection connection;

    MessageCost(TestDatabases database) throws JMSException {
        counter = new CountingDataSource(database.dataSourceAt(database.newUrl()));
        factory = new OnceMqConnectionFactory(OnceMqSettings.builder()
                .dataSource(counter.dataSource())
                .set("linger", "0s")
                // Nothing but the messages is to be counted.
                .set("leaseTerm", "60s")
                .build());
        connection = factory.createConnection();
    }

    @BeforeEach
    void start() throws Exception {
        connection.start();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        factory.close();
    }

    @Test
    void aSendToAConsumerThatKeepsUpIsOneInsertOneFenceOneCommit() throws Exception {
        Session receiving = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Queue queue = receiving.createQueue("steady");
        MessageConsumer consumer = receiving.createConsumer(queue);
        Session sending = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = sending.createProducer(queue);
        warmUp(consumer, sending, producer);

        counter.reset();
        producer.send(sending.createTextMessage("hello"));

        List<String> said = counter.writes();
        assertThat(said).hasSize(3);
        assertThat(said.get(0)).startsWith("update oncemq_lane");
        assertThat(said.get(1)).startsWith("insert into oncemq_delivery");
        assertThat(said.get(2)).isEqualTo("commit");
        assertThat(consumer.receive(10_000)).isNotNull();
    }

    @Test
    void consumingWhatWasClaimedFromBirthIsOneDeleteOneFenceOneCommit() throws Exception {
        Session receiving = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        Queue queue = receiving.createQueue("steady");
        MessageConsumer consumer = receiving.createConsumer(queue);
        Session sending = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = sending.createProducer(queue);
        warmUp(consumer, sending, producer);
        producer.send(sending.createTextMessage("hello"));

        counter.reset();
        TextMessage message = (TextMessage) consumer.receive(10_000);

        assertThat(message.getText()).isEqualTo("hello");
        List<String> said = counter.writes();
        assertThat(said).hasSize(3);
        assertThat(said.get(0)).startsWith("update oncemq_lane");
        assertThat(said.get(1)).startsWith("delete from oncemq_delivery");
        assertThat(said.get(2)).isEqualTo("commit");
    }

    @Test
    void aTransactionOfAHundredSendsIsOneBatchAndOneCommit() throws Exception {
        Session receiving = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Queue queue = receiving.createQueue("batch");
        MessageConsumer consumer = receiving.createConsumer(queue);
        Session warm = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        Session sending = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer producer = sending.createProducer(queue);
        warmUp(consumer, warm, warm.createProducer(queue));

        counter.reset();
        for (int i = 0; i < 100; i++) {
            producer.send(sending.createTextMessage("m" + i));
        }
        assertThat(counter.writes()).as("writes before the commit").isEmpty();
        // Duties may have asked something meanwhile, the sends not: not even once each.
        assertThat(counter.said()).as("before the commit").hasSizeLessThan(100);
        sending.commit();

        List<String> said = counter.writes();
        assertThat(said).hasSize(3);
        assertThat(said.get(0)).startsWith("update oncemq_lane");
        assertThat(said.get(1)).startsWith("insert into oncemq_delivery");
        assertThat(said.get(2)).isEqualTo("commit");
        for (int i = 0; i < 100; i++) {
            assertThat(((TextMessage) consumer.receive(10_000)).getText()).isEqualTo("m" + i);
        }
    }

    @Test
    void sixteenSessionsThatSendAtOnceShareCommits() throws Exception {
        int sessions = 16;
        int each = 40;
        ExecutorService threads = Executors.newFixedThreadPool(sessions);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> senders = new ArrayList<>();
        for (int s = 0; s < sessions; s++) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue("shared"));
            senders.add(threads.submit(() -> {
                go.await();
                for (int i = 0; i < each; i++) {
                    producer.send(session.createTextMessage("x"));
                }
                return null;
            }));
        }

        counter.reset();
        go.countDown();
        for (Future<?> sender : senders) {
            sender.get(50, TimeUnit.SECONDS);
        }
        threads.shutdown();

        long commits = counter.writes().stream().filter("commit"::equals).count();
        System.out.printf("COMMITS %s sends=%d commits=%d%n", getClass().getSimpleName(), sessions * each, commits);
        assertThat(commits).isLessThan(sessions * each / 2);
    }

    /**
     * Of 20 pages with 100 that are wanted on each. While the window is smaller than that, some are read again, and after a
     * pause in which everything held was put back, those before; from the start each time would be several hundred.
     */
    @Test
    void aSelectorReadsThePagesOfABacklogHardlyMoreThanOnce() throws Exception {
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue("chosen");
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 10_000; i++) {
            TextMessage message = session.createTextMessage("m" + i);
            message.setIntProperty("n", i % 5);
            producer.send(message);
            if ((i + 1) % 500 == 0) {
                session.commit();
            }
        }
        MessageConsumer consumer = session.createConsumer(queue, "n = 3");

        counter.reset();
        for (int i = 0; i < 2_000; i++) {
            assertThat(((TextMessage) consumer.receive(10_000)).getText()).isEqualTo("m" + (5 * i + 3));
        }
        session.commit();

        assertThat(counter.said()).filteredOn(sql -> sql.contains("as blocked")).hasSizeBetween(20, 100);
    }

    /** Until the queue is caught up and its consumer is known to ask: from then on sends are claimed from birth. */
    private static void warmUp(MessageConsumer consumer, Session sending, MessageProducer producer)
            throws JMSException {
        for (int i = 0; i < 3; i++) {
            producer.send(sending.createTextMessage("warm-up"));
            assertThat(consumer.receive(10_000)).isNotNull();
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }
}
