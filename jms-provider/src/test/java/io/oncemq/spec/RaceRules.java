// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One side ends deliveries, the other brings messages, round after round: none is lost, none is delivered after the end,
 * all are in order. {@code -Doncemq.race.rounds=N} for more rounds of each case (profile {@code fuzz}).
 */
@Section({"6.1.5", "6.1.8", "6.2.9.1", "6.2.15", "8.8"})
abstract class RaceRules extends SpecTest {
    private static final int ROUNDS = Integer.getInteger("oncemq.race.rounds", 60);
    private static final int MOST_WAITING = 40;

    private final List<Integer> got = new CopyOnWriteArrayList<>();
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private volatile boolean over;
    private volatile int sent;
    private volatile @Nullable Throwable trouble;

    RaceRules(TestDatabases database) {
        super(database);
    }

    /** How deliveries are ended. */
    enum Ending {
        CONSUMER_CLOSED,
        SESSION_CLOSED,
        CONNECTION_STOPPED,
        CONNECTION_CLOSED
    }

    static Stream<Arguments> cases() {
        return Stream.of(Ending.values())
                .flatMap(ending -> Stream.of(true, false).map(listener -> Arguments.of(ending, listener)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Timeout(600)
    void deliveriesEndWhileMessagesArrive(Ending ending, boolean listener) throws Exception {
        Thread sender = new Thread(this::sendUntilOver);
        sender.start();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                round(ending, listener, round % 7);
            }
        } finally {
            over = true;
            room.release();
            sender.join();
        }
        if (trouble != null) {
            throw new AssertionError("in another thread", trouble);
        }
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer rest = session.createConsumer(queue(session));
        while (got.size() < sent) {
            note(receive(rest));
        }
        assertNothingComes(rest);
        assertThat(got)
                .containsExactlyElementsOf(IntStream.range(0, sent).boxed().toList());
    }

    private void sendUntilOver() {
        try (Connection connection = factory().createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(queue(session))) {
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            for (int n = 0; ; n++) {
                room.acquire();
                if (over) {
                    return;
                }
                Message message = session.createMessage();
                message.setIntProperty("n", n);
                producer.send(message);
                sent = n + 1;
            }
        } catch (JMSException | InterruptedException e) {
            trouble = e;
        }
    }

    private void note(Message message) {
        try {
            got.add(message.getIntProperty("n"));
            room.release();
        } catch (JMSException e) {
            trouble = e;
        }
    }

    private void round(Ending ending, boolean listener, int enough) throws Exception {
        Connection connection = factory().createConnection();
        try {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(queue(session));
            Thread receiver = new Thread(() -> receiveAll(consumer));
            if (listener) {
                consumer.setMessageListener(this::note);
            } else {
                receiver.start();
            }
            int goal = got.size() + enough;
            connection.start();
            while (got.size() < goal && trouble == null) {
                Thread.onSpinWait();
            }

            switch (ending) {
                case CONSUMER_CLOSED -> consumer.close();
                case SESSION_CLOSED -> session.close();
                case CONNECTION_STOPPED -> connection.stop();
                case CONNECTION_CLOSED -> connection.close();
            }

            // A receive that returned before has its thread still noting what it got.
            while (!listener && receiver.isAlive() && receiver.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            int seen = got.size();
            for (int i = 0; i < 20_000; i++) {
                Thread.onSpinWait();
            }
            assertThat(got).hasSize(seen);
            connection.close();
            receiver.join();
        } finally {
            connection.close();
        }
    }

    private void receiveAll(MessageConsumer consumer) {
        try {
            for (Message message = consumer.receive(); message != null; message = consumer.receive()) {
                note(message);
            }
        } catch (IllegalStateException e) {
            // Closed before it was asked again.
        } catch (JMSException e) {
            trouble = e;
        }
    }
}
