// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.store.BranchXid;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.sql.Connection;
import java.sql.Statement;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody else holds rows for longer than the store waits. */
@Timeout(60)
class StoreBusyIT {
    private static final BranchXid XID = new BranchXid(4, new byte[] {4}, new byte[] {4});

    /** A transaction manager does not ask again for the commit of its only resource: it must hear that it is undone. */
    @Test
    void aOnePhaseCommitThatCannotBeWrittenIsRolledBack() throws Exception {
        String url = TestDatabases.H2.newUrl();
        OnceMqXaConnectionFactory factory = new OnceMqXaConnectionFactory(OnceMqSettings.builder()
                .url(url)
                .user(TestDatabases.H2.user())
                .password(TestDatabases.H2.password())
                .build()
                .with("storeTimeout", "1s"));
        try (factory;
                XAConnection connection = factory.createXAConnection();
                XASession branch = connection.createXASession();
                Session plain = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                Connection other = TestDatabases.H2.dataSourceAt(url).getConnection()) {
            connection.start();
            plain.createProducer(plain.createQueue("in")).send(plain.createTextMessage("message"));
            XAResource resource = branch.getXAResource();
            resource.start(XID, XAResource.TMNOFLAGS);
            try (MessageConsumer consumer = branch.createConsumer(branch.createQueue("in"))) {
                assertThat(consumer.receive(10_000)).isNotNull();
            }
            resource.end(XID, XAResource.TMSUCCESS);
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.executeQuery("select * from oncemq_delivery for update");
            }

            assertThat(XaCode.of(() -> resource.commit(XID, true))).isEqualTo("RBCOMMFAIL");
            other.rollback();

            assertThat(XaCode.of(() -> resource.commit(XID, true))).isEqualTo("NOTA");
            try (MessageConsumer consumer = plain.createConsumer(plain.createQueue("in"))) {
                TextMessage again = (TextMessage) consumer.receive(10_000);
                assertThat(again.getText()).isEqualTo("message");
            }
        }
    }
}
