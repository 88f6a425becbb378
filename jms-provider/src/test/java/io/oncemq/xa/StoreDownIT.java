// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.store.BranchXid;
import io.oncemq.testkit.TestDatabases;
import io.oncemq.xa.CutDataSource.Cut;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While the store cannot be reached the answer is XAER_RMFAIL: nothing is decided, and it can be asked again. */
@Timeout(60)
class StoreDownIT {
    private static final BranchXid XID = new BranchXid(4, new byte[] {4}, new byte[] {4});

    private CutDataSource cuts;
    private OnceMqXaConnectionFactory factory;
    private XAConnection connection;
    private XASession session;
    private XAResource resource;

    @BeforeEach
    void open() throws Exception {
        cuts = new CutDataSource(TestDatabases.POSTGRESQL.dataSourceAt(TestDatabases.POSTGRESQL.newUrl()));
        factory = new OnceMqXaConnectionFactory(
                OnceMqSettings.defaults().with("linger", "0s").with("storeTimeout", "1s").toBuilder()
                        .dataSource(cuts.dataSource())
                        .build());
        connection = factory.createXAConnection();
        connection.start();
        send("in", "message");
        session = connection.createXASession();
        resource = session.getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        try (MessageConsumer consumer = session.createConsumer(session.createQueue("in"))) {
            assertThat(consumer.receive(10_000)).isNotNull();
        }
        session.createProducer(session.createQueue("out")).send(session.createTextMessage("reply"));
        resource.end(XID, XAResource.TMSUCCESS);
    }

    @AfterEach
    void close() throws Exception {
        cuts.up();
        connection.close();
        factory.close();
    }

    private void send(String queue, String text) throws Exception {
        try (Session automatic = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            automatic.createProducer(automatic.createQueue(queue)).send(automatic.createTextMessage(text));
        }
    }

    /** What is in a queue that has messages: however long the node takes to get a new lease, until the first one comes. */
    private List<String> arrivedIn(String queue) throws Exception {
        return drain(queue, 20_000);
    }

    /** What is in a queue that should be empty. Asked after {@link #arrivedIn}: the node is at work again. */
    private List<String> leftIn(String queue) throws Exception {
        return drain(queue, 500);
    }

    private List<String> drain(String queue, long patienceMillis) throws Exception {
        List<String> texts = new ArrayList<>();
        try (Session automatic = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = automatic.createConsumer(automatic.createQueue(queue))) {
            TextMessage message = (TextMessage) consumer.receive(patienceMillis);
            while (message != null) {
                texts.add(message.getText());
                message = (TextMessage) consumer.receive(500);
            }
        }
        return texts;
    }

    /** As a transaction manager does it: RMFAIL means to ask again, until the node holds a lease once more. */
    private static String answered(XaCode.Call call) throws Exception {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String code = XaCode.of(call);
        while (code.equals("RMFAIL") && System.nanoTime() - patience < 0) {
            code = XaCode.of(call);
        }
        return code;
    }

    @Test
    void aPrepareThatCannotBeWrittenIsRolledBackByTheTransactionManager() throws Exception {
        cuts.down();
        assertThat(XaCode.ofVote(() -> resource.prepare(XID))).isEqualTo("RMFAIL");
        assertThat(XaCode.of(() -> resource.recover(XAResource.TMSTARTRSCAN))).isEqualTo("RMFAIL");

        resource.rollback(XID);
        cuts.up();

        assertThat(arrivedIn("in")).containsExactly("message");
        assertThat(leftIn("out")).isEmpty();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
    }

    @Test
    void aPrepareWhoseOutcomeIsUnknownLeavesNothingAfterItsRollback() throws Exception {
        cuts.arm(Cut.AFTER, true);
        assertThat(XaCode.ofVote(() -> resource.prepare(XID))).isEqualTo("RMFAIL");
        assertThat(XaCode.of(() -> resource.rollback(XID))).isEqualTo("RMFAIL");

        cuts.up();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).containsExactly(XID);
        assertThat(answered(() -> resource.rollback(XID))).isEqualTo("OK");

        assertThat(XaCode.of(() -> resource.rollback(XID))).isEqualTo("NOTA");
        assertThat(arrivedIn("in")).containsExactly("message");
        assertThat(leftIn("out")).isEmpty();
    }

    @Test
    void aPrepareThatDidNotHappenLeavesNothingEither() throws Exception {
        cuts.arm(Cut.BEFORE, true);
        assertThat(XaCode.ofVote(() -> resource.prepare(XID))).isEqualTo("RMFAIL");

        cuts.up();
        assertThat(answered(() -> resource.rollback(XID))).isEqualTo("OK");

        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
        assertThat(arrivedIn("in")).containsExactly("message");
        assertThat(leftIn("out")).isEmpty();
    }

    @Test
    void aCommitIsAskedForAgainUntilItIsDone() throws Exception {
        resource.prepare(XID);
        cuts.down();
        assertThat(XaCode.of(() -> resource.commit(XID, false))).isEqualTo("RMFAIL");
        cuts.up();

        assertThat(answered(() -> resource.commit(XID, false))).isEqualTo("OK");

        assertThat(XaCode.of(() -> resource.commit(XID, false))).isEqualTo("NOTA");
        assertThat(arrivedIn("out")).containsExactly("reply");
        assertThat(leftIn("in")).isEmpty();
    }

    @Test
    void aCommitThatHappenedUnansweredIsNotDoneTwice() throws Exception {
        resource.prepare(XID);
        cuts.arm(Cut.AFTER, true);
        assertThat(XaCode.of(() -> resource.commit(XID, false))).isEqualTo("RMFAIL");
        cuts.up();

        assertThat(answered(() -> resource.commit(XID, false))).isEqualTo("NOTA");

        assertThat(arrivedIn("out")).containsExactly("reply");
        assertThat(leftIn("in")).isEmpty();
    }

    @Test
    void aOnePhaseCommitOfUnknownOutcomeIsNeverDoneTwice() throws Exception {
        cuts.arm(Cut.AFTER, true);
        assertThat(XaCode.of(() -> resource.commit(XID, true))).isEqualTo("RMFAIL");
        cuts.up();

        assertThat(answered(() -> resource.commit(XID, true))).isEqualTo("NOTA");

        assertThat(arrivedIn("out")).containsExactly("reply");
        assertThat(leftIn("in")).isEmpty();
    }

    @Test
    void aRollbackIsAskedForAgainUntilItIsDone() throws Exception {
        resource.prepare(XID);
        cuts.down();
        assertThat(XaCode.of(() -> resource.rollback(XID))).isEqualTo("RMFAIL");
        cuts.up();

        assertThat(answered(() -> resource.rollback(XID))).isEqualTo("OK");

        assertThat(arrivedIn("in")).containsExactly("message");
        assertThat(leftIn("out")).isEmpty();
    }
}
