// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A consumer that does not ask holds nothing that another one could take: of the same node, and where the database has
 * several, of another node.
 */
@Section({"4.1.2", "6.1.4", "6.1.5"})
abstract class IdleConsumerRules extends SpecTest {
    private static final String[] TEXTS =
            IntStream.range(0, 20).mapToObj(i -> "" + i).toArray(String[]::new);

    IdleConsumerRules(TestDatabases database) {
        super(database);
    }

    /** Where the consumer is that asks: beside the idle one, and on a node of its own. */
    private List<OnceMqSettings> places() {
        OnceMqSettings here = settings();
        return database == TestDatabases.H2 ? List.of(here) : List.of(here, here.with("nodeName", "another"));
    }

    private void assertAllComeTo(OnceMqSettings place, String... texts) throws JMSException {
        try (Connection connection = factory(place).createConnection();
                Session session = connection.createSession();
                MessageConsumer asking = session.createConsumer(session.createQueue(name))) {
            connection.start();
            List<String> came = receiveTexts(asking, texts.length);
            assertThat(came).containsExactlyInAnyOrder(texts);
            // To another node what was sent while the idle consumer may still have asked comes a second later.
            if (place.equals(settings())) {
                assertThat(came).containsExactly(texts);
            }
        }
    }

    @Test
    void aConsumerOfAConnectionThatIsNotStarted() throws Exception {
        Session idle = connection().createSession();
        idle.createConsumer(queue(idle));
        Session listening = connection().createSession();
        listening.createConsumer(queue(listening)).setMessageListener(message -> {
            throw new AssertionError("the connection is not started");
        });
        for (OnceMqSettings place : places()) {
            send(TEXTS);

            assertAllComeTo(place, TEXTS);
        }
    }

    @Test
    void aConsumerThatNeverAsked() throws Exception {
        Session idle = session(Session.AUTO_ACKNOWLEDGE);
        idle.createConsumer(queue(idle));
        idle.createConsumer(queue(idle), "JMSPriority = 4");
        for (OnceMqSettings place : places()) {
            send(TEXTS);

            assertAllComeTo(place, TEXTS);
        }
    }

    @Test
    void aConsumerThatAskedBeforeAndDoesNotAnyMore() throws Exception {
        Session idle = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = idle.createConsumer(queue(idle));
        for (OnceMqSettings place : places()) {
            send("first");
            assertThat(receiveText(consumer)).isEqualTo("first");
            assertThat(consumer.receiveNoWait()).isNull();
            send(TEXTS);

            assertAllComeTo(place, TEXTS);
        }
    }

    @Test
    void aConsumerWithMoreThanItAskedFor() throws Exception {
        for (OnceMqSettings place : places()) {
            send(TEXTS);
            Session idle = session(Session.CLIENT_ACKNOWLEDGE);
            MessageConsumer consumer = idle.createConsumer(queue(idle));
            receive(consumer).acknowledge();

            assertAllComeTo(place, List.of(TEXTS).subList(1, 20).toArray(new String[0]));
            consumer.close();
        }
    }

    @Test
    void aConsumerOfAConnectionThatWasStopped() throws Exception {
        for (OnceMqSettings place : places()) {
            send(TEXTS);
            Connection connection = startedConnection();
            Session idle = connection.createSession();
            assertThat(receiveText(idle.createConsumer(queue(idle)))).isEqualTo("0");
            connection.stop();

            assertAllComeTo(place, List.of(TEXTS).subList(1, 20).toArray(new String[0]));
            connection.close();
        }
    }

    @Test
    void aListenerThatIsBusyHoldsItsOneMessage() throws Exception {
        for (OnceMqSettings place : places()) {
            Session busy = session(Session.AUTO_ACKNOWLEDGE);
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            MessageConsumer consumer = busy.createConsumer(queue(busy));
            consumer.setMessageListener(message -> {
                inside.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            send("busy");
            inside.await();
            send(TEXTS);

            assertAllComeTo(place, TEXTS);

            go.countDown();
            consumer.close();
        }
    }

    @Test
    @Section({"8.3.2", "8.3.4"})
    void aConsumerOfASharedSubscriptionThatNeverAsked() throws Exception {
        Session idle = session(Session.AUTO_ACKNOWLEDGE);
        idle.createSharedDurableConsumer(topic(idle), name);
        for (OnceMqSettings place : places()) {
            try (Connection connection = factory(place).createConnection();
                    Session session = connection.createSession();
                    MessageConsumer asking = session.createSharedDurableConsumer(topic(session), name)) {
                connection.start();
                send(idle, topic(idle), TEXTS);

                assertThat(receiveTexts(asking, 20)).containsExactly(TEXTS);
            }
        }
        idle.close();
        session(Session.AUTO_ACKNOWLEDGE).unsubscribe(name);
    }
}
