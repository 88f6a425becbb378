// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Transactions;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool that shares connections in a transaction, and joins branches, as Payara does. */
@Timeout(60)
class GlobalTransactionTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    private ConnectionFactory factory() throws Exception {
        return running.server().factory(running.adapter());
    }

    private static void send(JMSContext context, String queue, String text) {
        context.createProducer().send(context.createQueue(queue), text);
    }

    @Test
    void whatIsSentIsSeenAfterTheCommit() throws Exception {
        ConnectionFactory factory = factory();
        Transactions.Transaction transaction = running.server().transactions.begin();

        try (JMSContext context = factory.createContext()) {
            send(context, "out", "x");
            assertThat(running.client().drain("out")).isEmpty();
        }
        assertThat(running.client().drain("out")).as("closed, not committed").isEmpty();

        assertThat(transaction.end()).isTrue();
        assertThat(running.client().drain("out")).containsExactly("x");
    }

    @Test
    void whatIsSentAndReceivedIsUndoneByTheRollback() throws Exception {
        running.client().send("in", "request");
        Transactions.Transaction transaction = running.server().transactions.begin();

        try (JMSContext context = factory().createContext()) {
            String request = context.createConsumer(context.createQueue("in")).receiveBody(String.class, 10_000);
            assertThat(request).isEqualTo("request");
            send(context, "out", "reply");
        }
        transaction.setRollbackOnly();
        transaction.end();

        assertThat(running.client().drain("out")).isEmpty();
        assertThat(running.client().receive("in").getIntProperty("JMSXDeliveryCount"))
                .isEqualTo(2);
    }

    @Test
    void handlesOfOneTransactionShareAConnectionAndABranch() throws Exception {
        ConnectionFactory factory = factory();
        Transactions.Transaction transaction = running.server().transactions.begin();

        try (JMSContext first = factory.createContext();
                JMSContext second = factory.createContext()) {
            send(first, "out", "1");
            send(second, "out", "2");
            send(first, "out", "3");
        }
        assertThat(transaction.xids()).hasSize(1);
        assertThat(running.server().pool.created()).isEqualTo(1);
        transaction.end();

        assertThat(running.client().drain("out")).containsExactly("1", "2", "3");
        assertThat(running.server().pool.idle()).isEqualTo(1);
    }

    @Test
    void unsharedConnectionsJoinOneBranch() throws Exception {
        running.server().pool.doNotShare();
        ConnectionFactory factory = factory();
        Transactions.Transaction transaction = running.server().transactions.begin();

        try (JMSContext first = factory.createContext();
                JMSContext second = factory.createContext()) {
            send(first, "out", "1");
            send(second, "out", "2");
        }
        assertThat(transaction.xids()).hasSize(1);
        assertThat(running.server().pool.created()).isEqualTo(2);
        transaction.end();

        assertThat(running.client().drain("out")).containsExactly("1", "2");
    }

    @Test
    void connectionIsReusedAndKnowsNothingOfItsLastUser() throws Exception {
        ConnectionFactory factory = factory();
        for (int i = 0; i < 3; i++) {
            Transactions.Transaction transaction = running.server().transactions.begin();
            try (JMSContext context = factory.createContext()) {
                send(context, "out", String.valueOf(i));
            }
            if (i == 1) {
                transaction.setRollbackOnly();
            }
            transaction.end();
        }
        try (JMSContext context = factory.createContext()) {
            send(context, "out", "without");
        }

        assertThat(running.client().drain("out")).containsExactly("0", "2", "without");
        assertThat(running.server().pool.created()).isEqualTo(1);
    }

    @Test
    void argumentsOfCreateSessionDoNotMatterInATransaction() throws Exception {
        try (Connection connection = factory().createConnection()) {
            Transactions.Transaction transaction = running.server().transactions.begin();
            Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
            assertThat(session.getTransacted()).isTrue();
            assertThat(session.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
            session.createProducer(session.createQueue("out")).send(session.createTextMessage("x"));
            assertThat(running.client().drain("out")).isEmpty();
            assertThatExceptionOfType(JMSException.class).isThrownBy(session::commit);
            assertThatExceptionOfType(JMSException.class).isThrownBy(session::rollback);
            session.close();
            transaction.end();
        }
        assertThat(running.client().drain("out")).containsExactly("x");
    }

    @Test
    void sessionThatOutlivesTheTransactionWorksWithoutOne() throws Exception {
        try (Connection connection = factory().createConnection()) {
            Transactions.Transaction transaction = running.server().transactions.begin();
            Session session = connection.createSession();
            transaction.setRollbackOnly();
            transaction.end();

            assertThat(session.getTransacted()).isFalse();
            session.createProducer(session.createQueue("out")).send(session.createTextMessage("x"));
            assertThat(running.client().drain("out")).containsExactly("x");
        }
    }

    @Test
    void closingTheConnectionLeavesTheTransactionAlone() throws Exception {
        running.client().send("in", "a", "b");
        Transactions.Transaction transaction = running.server().transactions.begin();

        Connection connection = factory().createConnection();
        Session session = connection.createSession();
        Queue in = session.createQueue("in");
        MessageConsumer consumer = session.createConsumer(in);
        connection.start();
        assertThat(consumer.receive(10_000)).isNotNull();
        connection.close();
        assertThatExceptionOfType(jakarta.jms.IllegalStateException.class).isThrownBy(() -> session.createConsumer(in));
        assertThatExceptionOfType(jakarta.jms.IllegalStateException.class).isThrownBy(consumer::receiveNoWait);
        transaction.end();

        assertThat(running.client().drain("in")).containsExactly("b");
    }

    @Test
    void subscriptionThatEndsWithItsContextDoesNotTakeTheTransactionWithIt() throws Exception {
        ConnectionFactory factory = factory();
        Transactions.Transaction transaction = running.server().transactions.begin();
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createTopic("news"));
            running.client().publish("news", "x", "y");
            assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("x");
            send(context, "out", "seen");
        }

        assertThat(transaction.end()).isTrue();
        assertThat(running.client().drain("out")).containsExactly("seen");
    }
}
