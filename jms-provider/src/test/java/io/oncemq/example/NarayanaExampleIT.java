// SPDX-License-Identifier: Apache-2.0
package io.oncemq.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.oncemq.testkit.H2Files;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.xa.PGXADataSource;

/** The example of docs/xa.md does what it says. */
@Timeout(120)
class NarayanaExampleIT {
    @Test
    void anOrderIsWrittenOnceAndItsReceiptSent() throws Exception {
        String url = TestDatabases.POSTGRESQL.newUrl();
        try (java.sql.Connection database =
                        TestDatabases.POSTGRESQL.dataSourceAt(url).getConnection();
                Statement statement = database.createStatement();
                NarayanaExample example = new NarayanaExample(
                        "example",
                        H2Files.newDirectory(),
                        TestDatabases.H2.newUrl(),
                        PGXADataSource.class,
                        url,
                        TestDatabases.POSTGRESQL.user(),
                        TestDatabases.POSTGRESQL.password())) {
            statement.execute("create table orders (text varchar(100) unique)");
            send(example, "one");
            send(example, "one");

            assertThat(example.processOne()).isTrue();
            // The row is there already: the order goes back, and no receipt is sent.
            assertThat(catchThrowable(example::processOne)).isInstanceOf(SQLException.class);

            try (Connection connection = example.messages().createConnection()) {
                connection.start();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                var receipts = session.createConsumer(session.createQueue("receipts"));
                assertThat(((TextMessage) receipts.receive(20_000)).getText()).isEqualTo("got one");
                assertThat(receipts.receive(500)).isNull();
                var left = session.createConsumer(session.createQueue("orders")).receive(20_000);
                assertThat(left.getJMSRedelivered()).isTrue();
            }
            try (ResultSet rows = statement.executeQuery("select count(*) from orders")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
        }
    }

    private static void send(NarayanaExample example, String order) throws Exception {
        example.transactionManager().begin();
        try (Connection connection = example.messages().createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            session.createProducer(session.createQueue("orders")).send(session.createTextMessage(order));
        }
        example.transactionManager().commit();
    }
}
