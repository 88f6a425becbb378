// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.transaction.TransactionManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import javax.transaction.xa.XAResource;
import org.jboss.narayana.jta.jms.ConnectionFactoryProxy;
import org.jboss.narayana.jta.jms.JmsXAResourceRecoveryHelper;
import org.jboss.narayana.jta.jms.TransactionHelperImpl;
import org.postgresql.xa.PGXADataSource;

/**
 * A bank in a JVM of its own, to be killed at any time: recovers what the one before it left behind, then transfers with
 * four threads until it dies. A transfer is two global transactions: a debit in one database and a message, then the message
 * and a credit in another database.
 *
 * <p>Prints {@code RECOVERING}, {@code STORED} with the transfers that are on their way, {@code WORKING branches}, {@code SENT
 * transfer} and {@code BOOKED transfer} after their commit returned, {@code SETTLED branches} when nothing is left to be
 * credited. A program that fails says {@code FAILED}.
 */
final class BankWorker implements AutoCloseable {
    private static final String MESSAGES = "messages";
    private static final String QUEUE = "transfers";
    private static final int THREADS = 4;
    private static final int RECOVERY_ROUNDS = 3;
    private static final int EMPTY_ROUNDS = 8;
    private static final long PATIENCE_MILLIS = 1_000;

    private static final Pattern TRANSFER = Pattern.compile("(\\d+-\\d+) \\d+ \\d+");
    private static final String STORED =
            """
            select d.id, d.holder, d.crashes, q.name, coalesce(d.body, m.body) as body
              from oncemq_delivery d
              left join oncemq_message m on m.id = d.message_id
              left join oncemq_destination q on q.id = d.queue_id
             order by d.id
            """;

    private final Narayana narayana;
    private final DataSource direct;
    private final OnceMqXaConnectionFactory store;
    private final ConnectionFactory messages;
    private final BankTables[] tables;
    private final AgroalDataSource debits;
    private final AgroalDataSource credits;
    private final String generation;
    private final AtomicLong number = new AtomicLong();

    private BankWorker(
            Narayana narayana,
            DataSource direct,
            OnceMqXaConnectionFactory store,
            String debitUrl,
            String creditUrl,
            String generation)
            throws Exception {
        this.narayana = narayana;
        this.direct = direct;
        this.store = store;
        this.messages = new ConnectionFactoryProxy(store, enlistingByName(manager()));
        this.tables = new BankTables[] {new BankTables(debitUrl), new BankTables(creditUrl)};
        this.debits = pool(debitUrl);
        this.credits = pool(creditUrl);
        this.generation = generation;
    }

    /** Arguments: database of the store, its URL, debit URL, credit URL, log, generation, what to do (open, work, settle), recovered. */
    public static void main(String[] args) throws Exception {
        TestDatabases database = TestDatabases.valueOf(args[0]);
        DataSource direct = database.dataSourceAt(args[1]);
        OnceMqSettings settings = OnceMqSettings.defaults()
                .with("nodeName", "bank")
                .with("leaseTerm", "3s")
                .with("linger", "60s")
                .with("maxDeliveries", "0")
                .with("url", args[1])
                .with("user", database.user())
                .with("password", database.password());
        try (Narayana narayana = Narayana.start("bank", Path.of(args[4]));
                OnceMqXaConnectionFactory factory = new OnceMqXaConnectionFactory(settings);
                BankWorker worker = new BankWorker(narayana, direct, factory, args[2], args[3], args[5])) {
            System.out.println("RECOVERING");
            worker.recover(Boolean.parseBoolean(args[7]));
            System.out.println("STORED " + stored(direct));
            switch (args[6]) {
                case "open" -> {
                    worker.debit(new Random());
                    worker.settle();
                }
                case "work" -> worker.work();
                case "settle" -> worker.settle();
                default -> throw new IllegalArgumentException(args[6]);
            }
        } catch (Exception e) {
            fail(e);
        }
        System.exit(0);
    }

    private static void fail(Throwable cause) {
        synchronized (System.out) {
            System.out.println("FAILED " + cause);
            cause.printStackTrace(System.out);
            System.out.flush();
        }
        Runtime.getRuntime().halt(1);
    }

    private static TransactionHelperImpl enlistingByName(TransactionManager manager) {
        return new TransactionHelperImpl(manager) {
            @Override
            public void registerXAResource(XAResource resource) throws JMSException {
                super.registerXAResource(new NamedResource(MESSAGES, resource));
            }

            @Override
            public void deregisterXAResource(XAResource resource) throws JMSException {
                super.deregisterXAResource(new NamedResource(MESSAGES, resource));
            }
        };
    }

    private TransactionManager manager() {
        return narayana.transactionManager();
    }

    private AgroalDataSource pool(String url) throws Exception {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(2 * THREADS)
                        .transactionIntegration(new NarayanaTransactionIntegration(
                                manager(),
                                new TransactionSynchronizationRegistryImple(),
                                url,
                                false,
                                narayana.registry()))
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(PGXADataSource.class)
                                .jdbcUrl(url)
                                .principal(new NamePrincipal(TestDatabases.POSTGRESQL.user()))
                                .credential(new SimplePassword(TestDatabases.POSTGRESQL.password()))
                                .recoveryPrincipal(new NamePrincipal(TestDatabases.POSTGRESQL.user()))
                                .recoveryCredential(new SimplePassword(TestDatabases.POSTGRESQL.password())))));
    }

    /** A round sees an orphan, the next one rolls it back. */
    private void recover(boolean ofMessages) throws Exception {
        // The node opens, and stays open while connections come and go.
        store.createConnection().close();
        if (ofMessages) {
            narayana.recovers(MESSAGES, new JmsXAResourceRecoveryHelper(store));
        }
        for (int round = 1; round <= RECOVERY_ROUNDS; round++) {
            narayana.recover();
        }
    }

    private int rowsInDoubt() throws Exception {
        return tables[0].preparedBranches() + tables[1].preparedBranches();
    }

    /** The transfers in the message store, each with who holds it and how often it went down with its JVM. */
    static String stored(DataSource store) throws Exception {
        try (java.sql.Connection connection = store.getConnection();
                PreparedStatement select = connection.prepareStatement(STORED);
                ResultSet rows = select.executeQuery()) {
            StringBuilder text = new StringBuilder();
            while (rows.next()) {
                Matcher transfer = TRANSFER.matcher(new String(rows.getBytes("body"), StandardCharsets.ISO_8859_1));
                text.append(transfer.find() ? transfer.group(1) : "?")
                        .append(" in ")
                        .append(rows.getString("name"))
                        .append(" holder ")
                        .append(rows.getLong("holder"))
                        .append(" crashes ")
                        .append(rows.getInt("crashes"))
                        .append(", ");
            }
            return text.toString();
        }
    }

    private int deliveries() throws Exception {
        try (java.sql.Connection connection = direct.getConnection();
                PreparedStatement select = connection.prepareStatement("select count(*) from oncemq_delivery");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void work() throws Exception {
        // An account that a branch in doubt holds stops who needs it: recovery must have ended them all.
        System.out.println("WORKING " + rowsInDoubt());
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(Integer.parseInt(generation) * 31L + i);
            threads[i] = new Thread(() -> {
                try {
                    while (true) {
                        debit(random);
                        credit();
                    }
                } catch (Exception e) {
                    fail(e);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void settle() throws Exception {
        // What a dead node had claimed comes when it is rescued; what a branch holds does not.
        for (int empty = 0; empty < EMPTY_ROUNDS && deliveries() > 0; ) {
            empty = credit() ? 0 : empty + 1;
        }
        System.out.println("SETTLED " + rowsInDoubt());
    }

    private void debit(Random random) throws Exception {
        String transfer = generation + "-" + number.incrementAndGet();
        int amount = 1 + random.nextInt(100);
        manager().begin();
        try (java.sql.Connection connection = debits.getConnection();
                Connection jms = messages.createConnection()) {
            BankTables.book(connection, transfer, random.nextInt(BankTables.ACCOUNTS), -amount);
            Session session = jms.createSession(true, Session.SESSION_TRANSACTED);
            session.createProducer(session.createQueue(QUEUE))
                    .send(session.createTextMessage(
                            transfer + " " + random.nextInt(BankTables.ACCOUNTS) + " " + amount));
        }
        manager().commit();
        System.out.println("SENT " + transfer);
    }

    /** False if there was none to credit. */
    private boolean credit() throws Exception {
        manager().begin();
        String transfer;
        try (Connection jms = messages.createConnection()) {
            jms.start();
            Session session = jms.createSession(true, Session.SESSION_TRANSACTED);
            TextMessage message = (TextMessage)
                    session.createConsumer(session.createQueue(QUEUE)).receive(PATIENCE_MILLIS);
            if (message == null) {
                manager().rollback();
                return false;
            }
            String[] words = message.getText().split(" ", 3);
            transfer = words[0];
            try (java.sql.Connection connection = credits.getConnection()) {
                BankTables.book(connection, transfer, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            }
        }
        manager().commit();
        System.out.println("BOOKED " + transfer);
        return true;
    }

    @Override
    public void close() {
        debits.close();
        credits.close();
    }
}
