// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.testkit.H2Files;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One JVM prepares, another one ends the branch: while the first lives, and after it was killed. */
@Timeout(120)
class RecoveryByAnotherNodeIT {
    private final String url = TestDatabases.POSTGRESQL.newUrl();
    private OnceMqXaConnectionFactory factory;
    private Process other;
    private BufferedReader output;

    @BeforeEach
    void letTheOtherPrepare() throws Exception {
        factory = new OnceMqXaConnectionFactory(PreparingNode.settings(url, "recovering"));
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            session.createProducer(session.createQueue("in")).send(session.createTextMessage("request"));
        }
        other = new ChildJvm(H2Files.newDirectory()).start(PreparingNode.class, url);
        output = other.inputReader(StandardCharsets.UTF_8);
        await("PREPARED");
    }

    @AfterEach
    void close() throws Exception {
        factory.close();
        other.destroyForcibly().waitFor();
    }

    private String await(String word) throws Exception {
        List<String> lines = new ArrayList<>();
        String line;
        while ((line = output.readLine()) != null) {
            if (line.startsWith(word)) {
                return line;
            }
            lines.add(line);
        }
        throw new AssertionError("no line " + word + ":\n" + String.join("\n", lines));
    }

    /** How many there are in a queue that has messages: however long the first takes to come. */
    private int arrivedIn(String queue) throws Exception {
        return count(queue, 20_000);
    }

    /** How many there are in a queue that should be empty. */
    private int leftIn(String queue) throws Exception {
        return count(queue, 4_000);
    }

    private int count(String queue, long patienceMillis) throws Exception {
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            int count = 0;
            Message message = consumer.receive(patienceMillis);
            while (message != null) {
                count++;
                message = consumer.receive(1_000);
            }
            return count;
        }
    }

    @Test
    void aLivingNodesBranchIsCommittedByAnotherNode() throws Exception {
        try (XAConnection connection = factory.createXAConnection()) {
            XAResource recovery = connection.createXASession().getXAResource();
            assertThat(recovery.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                    .containsExactly(PreparingNode.XID);

            recovery.commit(PreparingNode.XID, false);
        }

        try (Writer input = other.outputWriter(StandardCharsets.UTF_8)) {
            input.write("commit\n");
        }
        assertThat(await("ANSWER")).isEqualTo("ANSWER NOTA");
        assertThat(other.waitFor()).isZero();
        assertThat(leftIn("in")).isZero();
        assertThat(arrivedIn("out")).isEqualTo(1);
    }

    @Test
    void aKilledNodesBranchIsHeldUntilAnotherNodeRollsItBack() throws Exception {
        other.destroyForcibly().waitFor();

        // Its lease ends, its claims are rescued; what the branch holds is not.
        assertThat(leftIn("in")).isZero();
        assertThat(leftIn("out")).isZero();
        try (XAConnection connection = factory.createXAConnection()) {
            connection.createXASession().getXAResource().rollback(PreparingNode.XID);
        }

        assertThat(arrivedIn("in")).isEqualTo(1);
        assertThat(leftIn("out")).isZero();
    }
}
