// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.message.DestinationName;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.MemoryStore;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is thrown, errors included, ends neither the deliveries of a session nor the hold on a message. */
@Timeout(60)
class ListenerDispatchTest {
    private static final DestinationName QUEUE = DestinationName.queue("orders");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private EngineFixture node;

    @BeforeEach
    void open() throws Exception {
        node = EngineFixture.open(new MemoryStore(true, 1, System::currentTimeMillis));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        node.close();
    }

    @Test
    void deliveriesGoOnAfterAnErrorInTheDispatch() throws Exception {
        assertDeliveriesGoOnAfter(new StackOverflowError("too deep"));
    }

    @Test
    void deliveriesGoOnAfterAnExceptionInTheDispatch() throws Exception {
        assertDeliveriesGoOnAfter(new IllegalStateException("unexpected"));
    }

    private void assertDeliveriesGoOnAfter(Throwable thrown) throws Exception {
        Stumbling handler = new Stumbling(thrown);

        dispatchTwo(handler);

        assertThat(handler.delivered.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(handler.delivered.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
        assertThat(handler.failures).containsExactly(thrown);
    }

    @Test
    void deliveriesGoOnWhereTheFailureCouldNotBeToldEither() throws Exception {
        Stumbling handler = new Stumbling(new StackOverflowError("too deep")) {
            @Override
            public void failed(Throwable failure) {
                throw new OutOfMemoryError("no native thread");
            }
        };

        dispatchTwo(handler);

        assertThat(handler.delivered.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(handler.delivered.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
    }

    @Test
    void deliveriesGoOnWhenThereIsAThreadAgain() throws Exception {
        AtomicReference<@Nullable Error> noThread = new AtomicReference<>(new OutOfMemoryError("no native thread"));
        Stumbling handler = new Stumbling(new IllegalStateException("unexpected"));

        dispatchTwo(handler, task -> {
            Error thrown = noThread.getAndSet(null);
            if (thrown != null) {
                throw thrown;
            }
            threads.execute(task);
        });

        assertThat(handler.delivered.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(handler.delivered.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
    }

    private void dispatchTwo(Stumbling handler) throws Exception {
        dispatchTwo(handler, threads);
    }

    private void dispatchTwo(Stumbling handler, Executor executor) throws Exception {
        DeliveryGate gate = new DeliveryGate();
        gate.open();
        SessionLink link = new SessionLink(node.engine(), () -> EngineFixture.ORIGIN);
        QueueConsumer consumer = node.engine().destinations().queue(QUEUE).consume(null, () -> {});
        consumer.activate();
        new ListenerDispatch(executor, gate, link, handler).listen(consumer, message -> {});
        node.send(QUEUE, "one", "two");
    }

    @Test
    void aMessageListenerThatThrowsAnErrorGetsTheMessageAgain() throws Exception {
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        try (Connection connection = connection()) {
            Session session = connection.createSession();
            session.createConsumer(session.createQueue(QUEUE.name())).setMessageListener(message -> {
                int count = count(message);
                counts.add(count);
                if (count == 1) {
                    throw new StackOverflowError("too deep");
                }
            });
            connection.start();
            node.send(QUEUE, "one");

            assertThat(counts.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(counts.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    private static int count(Message message) {
        try {
            return message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aServerSessionPoolThatThrowsAnErrorIsAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch again = new CountDownLatch(2);
        try (Connection connection = connection()) {
            Session session = connection.createSession();
            connection.createConnectionConsumer(
                    session.createQueue(QUEUE.name()),
                    null,
                    () -> {
                        again.countDown();
                        if (asked.incrementAndGet() == 1) {
                            throw new NoClassDefFoundError("com/example/Pool");
                        }
                        throw new JMSException("no session to spare");
                    },
                    1);
            connection.start();
            node.send(QUEUE, "one");

            assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Connection connection() throws JMSException {
        return new JmsConnection(new NodeAccess(node.engine(), threads, null), ConnectionSettings.DEFAULTS, () -> {});
    }

    /** Throws at the first delivery. */
    private static class Stumbling implements ListenerDispatch.Handler {
        final Throwable thrown;
        final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
        final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

        Stumbling(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public void deliver(MessageListener listener, Claim claim) {
            String text = EngineFixture.text(claim.envelope());
            delivered.add(text);
            if (text.equals("one")) {
                Stumbling.<RuntimeException>raise(thrown);
            }
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // an unchecked one in each test
        private static <E extends Throwable> void raise(Throwable thrown) throws E {
            throw (E) thrown;
        }

        @Override
        public void idle() {}

        @Override
        public void failed(Throwable failure) {
            failures.add(failure);
        }
    }
}
