// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections without a transaction, and what is forbidden in a container (Jakarta Messaging 3.1, 12.2). */
@Timeout(60)
class ContainerRulesTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    private ManagedFactory factory() throws Exception {
        return running.server().factory(running.adapter());
    }

    private static void forbidden(ThrowingCallable call) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(call)
                .withMessageContaining("not allowed in a web or EJB container");
    }

    private static void forbiddenToo(ThrowingCallable call) {
        assertThatExceptionOfType(IllegalStateRuntimeException.class)
                .isThrownBy(call)
                .withMessageContaining("not allowed in a web or EJB container");
    }

    private static final CompletionListener COMPLETION = new CompletionListener() {
        @Override
        public void onCompletion(Message message) {}

        @Override
        public void onException(Message message, Exception exception) {}
    };

    @Test
    void connectionRefusesWhatIsTheContainers() throws Exception {
        try (Connection connection = factory().createConnection()) {
            Session session = connection.createSession();
            Queue queue = session.createQueue("q");
            Topic topic = session.createTopic("t");

            forbidden(() -> connection.setClientID("x"));
            forbidden(() -> connection.setExceptionListener(e -> {}));
            forbidden(connection::stop);
            forbidden(() -> connection.createConnectionConsumer(queue, null, null, 1));
            forbidden(() -> connection.createDurableConnectionConsumer(topic, "n", null, null, 1));
            forbidden(() -> connection.createSharedConnectionConsumer(topic, "n", null, null, 1));
            forbidden(() -> connection.createSharedDurableConnectionConsumer(topic, "n", null, null, 1));
        }
    }

    @Test
    void sessionRefusesListeners() throws Exception {
        try (Connection connection = factory().createConnection()) {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            Message message = session.createMessage();

            forbidden(() -> session.setMessageListener(m -> {}));
            forbidden(session::getMessageListener);
            forbidden(() -> consumer.setMessageListener(m -> {}));
            forbidden(consumer::getMessageListener);
            forbidden(() -> producer.send(message, COMPLETION));
        }
    }

    @Test
    void contextRefusesTheSame() throws Exception {
        try (JMSContext context = factory().createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("q"));

            forbiddenToo(() -> context.setClientID("x"));
            forbiddenToo(() -> context.setExceptionListener(e -> {}));
            forbiddenToo(context::stop);
            forbiddenToo(() -> consumer.setMessageListener(m -> {}));
            forbiddenToo(consumer::getMessageListener);
            forbiddenToo(() -> context.createProducer().setAsync(COMPLETION));
            assertThatExceptionOfType(jakarta.jms.JMSRuntimeException.class).isThrownBy(context::commit);
            assertThatExceptionOfType(jakarta.jms.JMSRuntimeException.class).isThrownBy(context::rollback);
        }
    }

    @Test
    void withoutATransactionEachMessageIsSentAndAcknowledgedAtOnce() throws Exception {
        try (Connection connection = factory().createConnection()) {
            connection.start();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            assertThat(session.getTransacted()).isFalse();
            assertThat(session.getAcknowledgeMode()).isEqualTo(Session.AUTO_ACKNOWLEDGE);

            session.createProducer(session.createQueue("q")).send(session.createTextMessage("x"));
            try (MessageConsumer consumer = session.createConsumer(session.createQueue("q"))) {
                assertThat(((TextMessage) consumer.receive(10_000)).getText()).isEqualTo("x");
            }
        }
        assertThat(running.client().drain("q")).isEmpty();
        assertThat(running.server().pool.idle()).isEqualTo(1);
    }

    @Test
    void duplicatesMayBeAllowed() throws Exception {
        try (JMSContext context = factory().createContext(JMSContext.DUPS_OK_ACKNOWLEDGE)) {
            assertThat(context.getSessionMode()).isEqualTo(JMSContext.DUPS_OK_ACKNOWLEDGE);
        }
    }

    @Test
    void unknownSessionModeTakesNothingFromThePool() throws Exception {
        try (Connection connection = factory().createConnection()) {
            assertThatExceptionOfType(JMSException.class).isThrownBy(() -> connection.createSession(99));
        }
        assertThat(running.server().pool.created()).isZero();
    }

    @Test
    void temporaryQueueLivesAsLongAsItsConnection() throws Exception {
        TemporaryQueue replies;
        try (Connection connection = factory().createConnection()) {
            connection.start();
            try (Session first = connection.createSession()) {
                replies = first.createTemporaryQueue();
            }
            try (Session second = connection.createSession()) {
                second.createProducer(replies).send(second.createTextMessage("reply"));
                assertThat(second.createConsumer(replies).receive(10_000)).isNotNull();
            }
        }
        try (Connection connection = factory().createConnection();
                Session session = connection.createSession()) {
            TemporaryQueue gone = replies;
            assertThatExceptionOfType(JMSException.class).isThrownBy(() -> session.createProducer(gone));
        }
    }

    @Test
    void clientIdOfTheFactoryIsThatOfEachConnection() throws Exception {
        OnceMqManagedConnectionFactory configured = Server.configured(running.adapter());
        configured.setClientId("abc");
        ManagedFactory factory = configured.createConnectionFactory(running.server().pool);

        try (Connection first = factory.createConnection();
                Connection second = factory.createConnection()) {
            assertThat(first.getClientID()).isEqualTo("abc");
            assertThat(second.getClientID()).isEqualTo("abc");
        }
    }

    @Test
    void queueConnectionIsOfItsDomain() throws Exception {
        try (QueueConnection connection = factory().createQueueConnection()) {
            Session session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);

            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> session.createTopic("t"));
        }
    }

    @Test
    void factoryOfAStoppedAdapterSaysSo() throws Exception {
        Server other = new Server();
        var adapter = other.start(running.url());
        ManagedFactory factory = other.factory(adapter);
        adapter.stop();

        assertThatExceptionOfType(JMSException.class)
                .isThrownBy(factory::createConnection)
                .withMessageContaining("not started");
        other.close();
    }
}
