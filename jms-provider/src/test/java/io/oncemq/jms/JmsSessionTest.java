// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.jms.message.ObjectMessagePolicy;
import io.oncemq.message.DestinationName;
import io.oncemq.store.BranchXid;
import io.oncemq.store.DestinationRecords;
import io.oncemq.store.MessageStore;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.Intercepted;
import io.oncemq.testkit.MemoryStore;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JmsSessionTest {
    private static final ConnectionSettings TELLING = new ConnectionSettings(
            null, ObjectMessagePolicy.DEFAULTS, Credentials.NONE, new JmsxProperties(false, null, true, false));

    @Test
    void aDeliveryThatCannotBeShownComesAgain() throws Exception {
        DestinationName queue = DestinationName.queue("orders");
        try (EngineFixture node = EngineFixture.open(new MemoryStore(true, 1, System::currentTimeMillis))) {
            Grant grant = new Grant(new ManagedTransaction(node.engine()));
            NodeAccess access = new NodeAccess(node.engine(), Runnable::run, null);
            try (Connection connection = new JmsManagedConnection(access, TELLING, () -> grant, () -> {})) {
                connection.start();
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue.name()));
                node.send(queue, "one");

                grant.failure.set(new StackOverflowError("too deep"));
                assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(StackOverflowError.class);

                Message again = consumer.receive(20_000);
                assertThat(again).isNotNull();
                assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
            }
        }
    }

    @Test
    void aTopicConsumerThatItsListenerClosesIsAcknowledgedBeforeItsSubscriptionEnds() throws Exception {
        MemoryStore store = new MemoryStore(true, 1, System::currentTimeMillis);
        try (EngineFixture node = EngineFixture.open(store)) {
            NodeAccess access = new NodeAccess(node.engine(), Runnable::run, null);
            List<JMSException> troubles = new ArrayList<>();
            try (JmsConnection connection = new JmsConnection(access, TELLING, () -> {})) {
                connection.setExceptionListener(troubles::add);
                connection.start();
                JmsSession session = (JmsSession) connection.createSession();
                JmsMessageConsumer consumer = session.consumer(session.createTopic("news"), null, false);
                node.send(DestinationName.topic("news"), "one");
                session.setMessageListener(message -> close(consumer));

                session.load(Objects.requireNonNull(consumer.source().receive(TimeUnit.SECONDS.toNanos(20))));
                session.run();

                assertThat(troubles).isEmpty();
                assertThat(store.subscriptions().list()).isEmpty();
            }
        }
    }

    @Test
    void aListenerIsNotCalledInABranchThatIsOverAndGetsTheMessageAfterIt() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (EngineFixture node = EngineFixture.open(new MemoryStore(true, 1, System::currentTimeMillis))) {
            NodeAccess access = new NodeAccess(node.engine(), threads, null);
            BlockingQueue<JMSException> troubles = new LinkedBlockingQueue<>();
            BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
            try (JmsXaConnection connection = new JmsXaConnection(access, TELLING, () -> {})) {
                connection.setExceptionListener(troubles::add);
                connection.start();
                JmsXaSession session = connection.createXASession();
                session.createConsumer(session.createQueue("orders"))
                        .setMessageListener(message -> counts.add(deliveryCount(message)));
                BranchXid xid = new BranchXid(1, new byte[] {1}, new byte[] {1});
                session.getXAResource().start(xid, XAResource.TMNOFLAGS);
                session.getXAResource().rollback(xid);

                node.send(DestinationName.queue("orders"), "one");

                assertThat(troubles.take().getErrorCode()).isEqualTo("ONCEMQ-2252");
                assertThat(counts).isEmpty();
                session.getXAResource().end(xid, XAResource.TMSUCCESS);
                assertThat(counts.take()).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int deliveryCount(Message message) {
        try {
            return message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noSessionIsLeftOpenByAConnectionThatIsBeingClosed() throws Exception {
        AtomicReference<@Nullable Connection> closing = new AtomicReference<>();
        List<String> refusals = new ArrayList<>();
        MemoryStore memory = new MemoryStore(true, 1, System::currentTimeMillis);
        DestinationRecords records = Intercepted.of(DestinationRecords.class, memory.destinations(), (method, call) -> {
            Connection connection = closing.get();
            if (method.equals("delete") && connection != null) {
                assertThatThrownBy(connection::createSession)
                        .isInstanceOfSatisfying(JMSException.class, e -> refusals.add(e.getErrorCode()));
            }
            return call.go();
        });
        MessageStore store = Intercepted.of(
                MessageStore.class, memory, (method, call) -> method.equals("destinations") ? records : call.go());
        try (EngineFixture node = EngineFixture.open(store)) {
            NodeAccess access = new NodeAccess(node.engine(), Runnable::run, null);
            Connection connection = new JmsConnection(access, TELLING, () -> {});
            connection.createSession().createTemporaryQueue();
            closing.set(connection);

            // Its sessions are closed by then, and the temporary queue is about to be.
            connection.close();

            assertThat(refusals).containsExactly("ONCEMQ-2201");
        }
    }

    private static void close(JmsMessageConsumer consumer) {
        try {
            consumer.close();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    /** In a container the arguments mean nothing (API of Connection). */
    @Test
    void inAContainerASessionIsMadeWhateverTheArgumentsSay() throws Exception {
        try (EngineFixture node = EngineFixture.open(new MemoryStore(true, 1, System::currentTimeMillis))) {
            Grant grant = new Grant(new ManagedTransaction(node.engine()));
            NodeAccess access = new NodeAccess(node.engine(), Runnable::run, null);
            try (Connection connection = new JmsManagedConnection(access, TELLING, () -> grant, () -> {})) {
                assertThat(connection
                                .createSession(false, Session.SESSION_TRANSACTED)
                                .getTransacted())
                        .isFalse();
            }
        }
    }

    /** A grant that fails once, as what shows a message may. */
    private record Grant(ManagedTransaction transaction, AtomicReference<@Nullable Error> failure)
            implements TransactionGrant {
        Grant(ManagedTransaction transaction) {
            this(transaction, new AtomicReference<>());
        }

        @Override
        public ManagedTransaction transaction() {
            Error thrown = failure.getAndSet(null);
            if (thrown != null) {
                throw thrown;
            }
            return transaction;
        }

        @Override
        public void opened(Session session) {}

        @Override
        public void closed() {}
    }
}
