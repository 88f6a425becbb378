// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import com.arjuna.ats.arjuna.common.arjPropertyManager;
import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import javax.transaction.xa.XAResource;
import org.jboss.narayana.jta.jms.JmsXAResourceRecoveryHelper;
import org.postgresql.xa.PGXADataSource;

/**
 * A child JVM of {@link XaCrash}: recovers what the one before it left behind and says what it found, then runs one global
 * transaction in which it halts at the step it was told.
 *
 * <p>Prints {@code VERDICT attempt row in out branches texts}, {@code HALT step name}, {@code COMMITTED attempt},
 * {@code COMPLETED steps}.
 */
final class CrashingWorker {
    private static final String MESSAGES = "messages";
    private static final String ROWS = "rows";
    private static final String IN = "in";
    private static final String OUT = "out";

    private final CrashScenario scenario;
    private final boolean messagesFirst;
    private final DataSource store;
    private final OnceMqXaConnectionFactory factory;
    private final PGXADataSource business;
    private final Narayana narayana;

    private CrashingWorker(
            CrashScenario scenario,
            boolean messagesFirst,
            DataSource store,
            OnceMqXaConnectionFactory factory,
            PGXADataSource business,
            Narayana narayana) {
        this.scenario = scenario;
        this.messagesFirst = messagesFirst;
        this.store = store;
        this.factory = factory;
        this.business = business;
        this.narayana = narayana;
    }

    /** Arguments: scenario, messages first, database of the store, its URL, business URL, log, attempt, step (0: none), recovered. */
    public static void main(String[] args) throws Exception {
        TestDatabases database = TestDatabases.valueOf(args[2]);
        int attempt = Integer.parseInt(args[6]);
        arjPropertyManager.getObjectStoreEnvironmentBean().setObjectStoreType(SteppedLog.class.getName());
        PGXADataSource business = new PGXADataSource();
        business.setUrl(args[4]);
        business.setUser(TestDatabases.POSTGRESQL.user());
        business.setPassword(TestDatabases.POSTGRESQL.password());
        DataSource store = database.dataSourceAt(args[3]);
        OnceMqSettings settings =
                OnceMqSettings.defaults()
                        .with("nodeName", "worker")
                        .with("leaseTerm", "3s")
                        .with("linger", "60s")
                        .toBuilder()
                        .dataSource(SteppedDataSource.around(store))
                        .build();
        try (Narayana narayana = Narayana.start("worker", Path.of(args[5]));
                OnceMqXaConnectionFactory factory = new OnceMqXaConnectionFactory(settings)) {
            CrashingWorker worker = new CrashingWorker(
                    CrashScenario.valueOf(args[0]), Boolean.parseBoolean(args[1]), store, factory, business, narayana);
            worker.recover(attempt - 1, Boolean.parseBoolean(args[8]));
            worker.run(attempt, Integer.parseInt(args[7]));
        }
        System.exit(0);
    }

    private void recover(int before, boolean messages) throws Exception {
        if (messages) {
            narayana.recovers(MESSAGES, new JmsXAResourceRecoveryHelper(factory));
        }
        XAResource businessResource = business.getXAConnection().getXAResource();
        narayana.recoversOpen(ROWS, businessResource);
        // The node opens, and stays open while connections come and go.
        factory.createConnection().close();
        for (int round = 1; round <= 2 && branches() > 0; round++) {
            narayana.recover();
        }
        if (before > 0) {
            // Orphans are rolled back when they are seen for the second time; the log's entry goes even without
            // branches.
            narayana.recover();
            int row = count(
                    business.getConnection(
                            Objects.requireNonNull(business.getUser()), Objects.requireNonNull(business.getPassword())),
                    "select count(*) from done where id = " + before);
            int in = deliveries(IN);
            int out = deliveries(OUT);
            List<String> texts = drain(IN, in);
            texts.addAll(drain(OUT, out));
            System.out.println("VERDICT " + before + " " + row + " " + in + " " + out + " " + branches() + " " + texts);
        }
    }

    /** In doubt in either database. */
    private int branches() throws Exception {
        return count(store.getConnection(), "select count(*) from oncemq_branch")
                + count(
                        business.getConnection(
                                Objects.requireNonNull(business.getUser()),
                                Objects.requireNonNull(business.getPassword())),
                        "select count(*) from pg_prepared_xacts where database = current_database()");
    }

    private int deliveries(String queue) throws Exception {
        return count(
                store.getConnection(),
                "select count(*) from oncemq_delivery d join oncemq_destination q on q.id = d.queue_id"
                        + " where q.kind = 0 and q.name = '" + queue + "'");
    }

    private static int count(java.sql.Connection fresh, String sql) throws Exception {
        try (java.sql.Connection connection = fresh;
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private List<String> drain(String queue, int number) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            for (int i = 0; i < number; i++) {
                TextMessage message = (TextMessage) consumer.receive(10_000);
                if (message == null) {
                    texts.add("nothing");
                    break;
                }
                texts.add(message.getText());
            }
        }
        return texts;
    }

    private void run(int attempt, int haltAt) throws Exception {
        if (haltAt == 0) {
            return;
        }
        String text = Integer.toString(attempt);
        if (scenario.receives()) {
            try (Connection connection = factory.createConnection()) {
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                session.createProducer(session.createQueue(IN)).send(session.createTextMessage(text));
            }
        }
        javax.sql.XAConnection businessConnection = business.getXAConnection();
        java.sql.Connection sql = businessConnection.getConnection();
        try (XAConnection connection = factory.createXAConnection()) {
            connection.start();
            XASession session = connection.createXASession();
            TransactionManager manager = narayana.transactionManager();
            CrashSteps.arm(haltAt);
            CrashSteps.step("before begin");
            manager.begin();
            Transaction transaction = manager.getTransaction();
            XAResource messages = new NamedResource(MESSAGES, SteppedXaResource.messages(session.getXAResource()));
            XAResource rows = new NamedResource(ROWS, SteppedXaResource.rows(businessConnection.getXAResource()));
            transaction.enlistResource(messagesFirst ? messages : rows);
            transaction.enlistResource(messagesFirst ? rows : messages);
            if (scenario.receives()) {
                MessageConsumer consumer = session.createConsumer(session.createQueue(IN));
                TextMessage received = CrashSteps.<TextMessage, JMSException>around(
                        "receive", () -> (TextMessage) consumer.receive(20_000));
                text = received.getText();
            }
            String number = text;
            CrashSteps.<Integer, Exception>around("insert", () -> {
                try (PreparedStatement insert = sql.prepareStatement("insert into done (id) values (?)")) {
                    insert.setInt(1, Integer.parseInt(number));
                    return insert.executeUpdate();
                }
            });
            if (scenario.sends()) {
                session.createProducer(session.createQueue(OUT)).send(session.createTextMessage(number));
                CrashSteps.step("after send");
            }
            manager.commit();
            System.out.println("COMMITTED " + attempt);
            CrashSteps.step("after commit");
        }
        System.out.println("COMPLETED " + CrashSteps.count());
    }
}
