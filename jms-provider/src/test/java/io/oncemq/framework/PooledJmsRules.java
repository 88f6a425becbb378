// SPDX-License-Identifier: Apache-2.0
package io.oncemq.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.spec.SpecTest;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** The pool of pooled-jms. */
abstract class PooledJmsRules extends SpecTest {
    PooledJmsRules(TestDatabases database) {
        super(database);
    }

    private JmsPoolConnectionFactory pool(Object underneath) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(underneath);
        pool.setMaxConnections(1);
        closing((AutoCloseable) pool::stop);
        pool.start();
        return pool;
    }

    @Test
    void connectionsAndSessionsAreUsedAgain() throws Exception {
        RememberingFactory underneath = new RememberingFactory(factory());
        JmsPoolConnectionFactory pool = pool(underneath);

        for (int i = 0; i < 20; i++) {
            try (Connection connection = pool.createConnection();
                    Session session = connection.createSession();
                    MessageProducer producer = session.createProducer(queue(session));
                    MessageConsumer consumer = session.createConsumer(queue(session))) {
                connection.start();
                producer.send(session.createTextMessage("" + i));
                assertThat(receiveText(consumer)).isEqualTo("" + i);
            }
        }

        assertThat(underneath.made()).hasSize(1);
        assertThat(pool.getNumConnections()).isEqualTo(1);
        assertThat(rest()).isEmpty();
    }

    @Test
    void aTransactionThatIsGivenBackIsRolledBack() throws Exception {
        JmsPoolConnectionFactory pool = pool(factory());
        send("in");
        for (int attempt = 1; attempt <= 2; attempt++) {
            try (Connection connection = pool.createConnection();
                    Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
                connection.start();
                Message message = receive(session.createConsumer(queue(session)));
                assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(attempt);
                send(session, session.createQueue(name + "-out"), "never");
            }
        }

        pool.stop();

        assertThat(rest()).containsExactly("in");
        Session other = session(Session.AUTO_ACKNOWLEDGE);
        assertNothingComes(other.createConsumer(other.createQueue(name + "-out")));
    }

    @Test
    void listenersWork() throws Exception {
        JmsPoolConnectionFactory pool = pool(factory());
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        for (String text : new String[] {"a", "b"}) {
            try (Connection connection = pool.createConnection();
                    Session session = connection.createSession()) {
                session.createConsumer(queue(session)).setMessageListener(message -> {
                    try {
                        got.add(text(message));
                    } catch (JMSException e) {
                        got.add(e.toString());
                    }
                });
                connection.start();
                send(text);
                assertThat(got.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(text);
            }
        }

        send("c");

        assertThat(rest()).containsExactly("c");
    }

    @Test
    void temporaryDestinationsGoWithThePooledConnection() throws Exception {
        JmsPoolConnectionFactory pool = pool(factory());
        TemporaryQueue queue;
        try (Connection connection = pool.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            queue = session.createTemporaryQueue();
            send(session, queue, "x");
            try (MessageConsumer consumer = session.createConsumer(queue)) {
                assertThat(receiveText(consumer)).isEqualTo("x");
            }
        }

        Session other = session(Session.AUTO_ACKNOWLEDGE);
        assertThatThrownBy(() -> send(other, queue, "late")).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void contextsArePooled() throws Exception {
        JmsPoolConnectionFactory pool = pool(factory());

        for (int i = 0; i < 3; i++) {
            try (JMSContext context = pool.createContext(JMSContext.SESSION_TRANSACTED)) {
                context.createProducer().setProperty("n", i).send(context.createQueue(name), "" + i);
                context.commit();
                JMSConsumer consumer = context.createConsumer(context.createQueue(name), "n = " + i);
                // Its consumers do not pass receiveBody on.
                assertThat(text(consumer.receive(SOON))).isEqualTo("" + i);
                context.commit();
            }
        }
    }

    @Test
    void aConnectionOfWhichTroubleIsToldIsReplaced() throws Exception {
        RememberingFactory underneath = new RememberingFactory(factory());
        JmsPoolConnectionFactory pool = pool(underneath);
        pool.createConnection().close();

        required(underneath.made().get(0).getExceptionListener()).onException(new JMSException("trouble"));
        try (Connection connection = pool.createConnection();
                Session session = connection.createSession()) {
            send(session, queue(session), "after");
        }

        assertThat(underneath.made()).hasSize(2);
        assertThatThrownBy(() -> underneath.made().get(0).createSession()).isInstanceOf(IllegalStateException.class);
        assertThat(rest()).containsExactly("after");
    }
}
