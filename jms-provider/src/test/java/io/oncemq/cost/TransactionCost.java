// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.store.BranchXid;
import io.oncemq.testkit.CountingDataSource;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a transaction that receives one message and sends one costs the message store, by each way of docs/exactly-once.md.
 * Nobody keeps up with the queues, so that bodies have rows of their own: the dearer case. Each database adds a subclass.
 */
@Timeout(60)
abstract class TransactionCost {
    private static final BranchXid XID = new BranchXid(7, new byte[] {1}, new byte[] {1});

    private static final String[] ONE_COMMIT = {
        "update oncemq_lane",
        "insert into oncemq_message",
        "insert into oncemq_delivery",
        "delete from oncemq_delivery",
        "delete from oncemq_message",
        "delete from oncemq_chunk",
        "commit"
    };

    private final CountingDataSource counter;
    private final OnceMqXaConnectionFactory factory;
    private final XAConnection connection;

    TransactionCost(TestDatabases database) throws JMSException {
        counter = new CountingDataSource(database.dataSourceAt(database.newUrl()));
        factory = new OnceMqXaConnectionFactory(OnceMqSettings.builder()
                .dataSource(counter.dataSource())
                .set("linger", "0s")
                // Nothing but the messages is to be counted.
                .set("leaseTerm", "60s")
                .build());
        connection = factory.createXAConnection();
    }

    @BeforeEach
    void start() throws Exception {
        connection.start();
        send("in");
        send("out");
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        factory.close();
    }

    private void send(String queue) throws JMSException {
        try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(session.createQueue(queue)).send(session.createTextMessage("hello"));
        }
    }

    /** The message was fetched before statements begin to count. */
    private void receiveAndSend(Session session) throws JMSException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
        assertThat(consumer.receive(10_000)).isNotNull();
        // Until then the node may still be looking for more.
        assertThat(consumer.receiveNoWait()).isNull();
        counter.reset();
        session.createProducer(session.createQueue("out")).send(session.createTextMessage("reply"));
    }

    @Test
    void aLocalTransactionIsOneCommit() throws Exception {
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        receiveAndSend(session);

        session.commit();

        expect("local", ONE_COMMIT);
    }

    @Test
    void aGlobalTransactionOfOneParticipantCostsWhatALocalOneDoes() throws Exception {
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        receiveAndSend(session);
        resource.end(XID, XAResource.TMSUCCESS);

        resource.commit(XID, true);

        expect("one-phase", ONE_COMMIT);
    }

    @Test
    void twoPhasesAreTwiceTheStatementsAndTwoCommits() throws Exception {
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        receiveAndSend(session);
        resource.end(XID, XAResource.TMSUCCESS);

        resource.prepare(XID);
        resource.commit(XID, false);

        expect("two-phase", twoPhases());
    }

    /** How the statements of prepare and commit begin. */
    abstract String[] twoPhases();

    private void expect(String way, String... beginnings) {
        List<String> writes = counter.writes();
        long commits = writes.stream().filter("commit"::equals).count();
        System.out.println("COSTS " + getClass().getSimpleName() + " " + way + " statements="
                + (writes.size() - commits) + " commits=" + commits + " all=" + counter.verbs());
        assertThat(writes).hasSize(beginnings.length);
        for (int i = 0; i < beginnings.length; i++) {
            assertThat(writes.get(i)).startsWith(beginnings[i]);
        }
    }
}
