// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.store.BranchXid;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command lists a branch whose transaction manager is gone, and ends it. Each database adds a subclass. */
@Timeout(60)
abstract class BranchCommand {
    private static final BranchXid XID = new BranchXid(131077, new byte[] {1, (byte) 0xab}, new byte[] {2});
    private static final String ID = "131077:01ab:02";

    private final TestDatabases database;
    private final OnceMqSettings settings;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private OnceMqXaConnectionFactory factory;
    private XAConnection connection;

    BranchCommand(TestDatabases database) {
        this.database = database;
        settings = OnceMqSettings.of(database.newUrl())
                .with("user", database.user())
                .with("password", database.password())
                .with("nodeName", "gone")
                .with("linger", "0s");
    }

    @BeforeEach
    void leaveABranchInDoubt() throws Exception {
        open();
        Session automatic = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        automatic.createProducer(automatic.createQueue("orders")).send(automatic.createTextMessage("order"));
        automatic
                .createDurableConsumer(automatic.createTopic("events"), "audit")
                .close();
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        assertThat(session.createConsumer(session.createQueue("orders")).receive(10_000))
                .isNotNull();
        session.createProducer(session.createQueue("invoices")).send(session.createTextMessage("invoice 1"));
        session.createProducer(session.createQueue("invoices")).send(session.createTextMessage("invoice 2"));
        session.createProducer(session.createTopic("events")).send(session.createTextMessage("event"));
        resource.end(XID, XAResource.TMSUCCESS);
        assertThat(resource.prepare(XID)).isEqualTo(XAResource.XA_OK);
        close();
    }

    private void open() throws Exception {
        factory = new OnceMqXaConnectionFactory(settings);
        connection = factory.createXAConnection();
        connection.setClientID("shop");
        connection.start();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        factory.close();
    }

    private int run(String... words) {
        List<String> arguments =
                new ArrayList<>(List.of("--url=" + settings.url(), "--user=" + database.user(), "--linger=0s"));
        arguments.addAll(List.of(words));
        return new OnceMqCommand(
                        Map.of("ONCEMQ_PASSWORD", database.password()),
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private int count(String queue) throws Exception {
        open();
        try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            int count = 0;
            // The first may take longer than a second to come: only a look shows that there is none.
            while (consumer.receive(1_000) != null || consumer.receiveNoWait() != null) {
                count++;
            }
            return count;
        } finally {
            close();
        }
    }

    @Test
    void aBranchIsListedWithWhatItHolds() {
        assertThat(run("branches", "list")).isEqualTo(OnceMqCommand.DONE);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        ID,
                        "by node gone",
                        "queue orders: 0 sent, 1 received",
                        "queue invoices: 2 sent, 0 received",
                        "topic events, subscription shop/audit: 1 sent, 0 received",
                        "prepared branches: 1");
    }

    @Test
    void anAdministratorCommitsABranch() throws Exception {
        assertThat(run("branches", "commit", ID)).isEqualTo(OnceMqCommand.DONE);

        assertThat(count("orders")).isZero();
        assertThat(count("invoices")).isEqualTo(2);
        assertThat(run("branches", "commit", ID)).isEqualTo(OnceMqCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no prepared branch " + ID);
    }

    @Test
    void anAdministratorRollsABranchBack() throws Exception {
        assertThat(run("branches", "rollback", ID)).isEqualTo(OnceMqCommand.DONE);

        assertThat(count("orders")).isEqualTo(1);
        assertThat(count("invoices")).isZero();
    }

    @Test
    void whatIsNotUnderstoodChangesNothing() {
        assertThat(run("branches", "comit", ID)).isEqualTo(OnceMqCommand.MISUSED);
        assertThat(run()).isEqualTo(OnceMqCommand.MISUSED);
        assertThat(run("--usr=me", "branches", "list")).isEqualTo(OnceMqCommand.MISUSED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not understood: branches comit", "usage:", "usr");

        run("branches", "list");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("prepared branches: 1");
    }
}
