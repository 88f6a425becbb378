// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Clients;
import io.oncemq.benchmarks.client.Sender;
import io.oncemq.benchmarks.client.Tag;
import io.oncemq.benchmarks.client.Traffic;
import io.oncemq.benchmarks.client.XaReceiver;
import io.oncemq.benchmarks.system.PostgresUrl;
import io.oncemq.benchmarks.system.SystemId;
import jakarta.jms.JMSException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.XAConnection;
import org.jspecify.annotations.Nullable;

/**
 * Each global transaction receives a message and inserts a row into the business database, on PostgreSQL, by Narayana and
 * two-phase commit. The consumers are there before the messages, so that no one's prefetch takes them all. In the end
 * the rows and what is left in the queue are together what was sent.
 *
 * @param stock messages to consume for each second of the run; if they are used up early, the run has failed
 */
record XaLoad(String name, String title, Form form, int threads, int stock) implements Workload {
    private static final String QUEUE = "bench";
    private static final int BATCH = 100;

    @Override
    public String unit() {
        return "transactions/s";
    }

    @Override
    public boolean fits(SystemId system) {
        return system.isJms() || system.name().equals("limit-pg");
    }

    @Override
    public boolean needsBusinessDatabase() {
        return true;
    }

    @Override
    public void run(Run run) throws Exception {
        TransactionManager manager = Narayana.start(run.spec().directory().resolve("narayana"));
        try (Connection connection =
                        PostgresUrl.dataSource(run.spec().businessUrl()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table business (id bigint not null, text varchar(200) not null)");
        }
        Clients clients = run.system().clients(QUEUE);
        List<Client> consumers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            consumers.add(new Client(manager, clients.xaReceiver(), run.spec().businessUrl()));
        }
        long messages = fill(run, clients);
        if (measure(run, consumers) == messages) {
            run.result().problem("all " + messages + " messages were used up before the end");
        }
        for (Client client : consumers) {
            client.close();
        }
        LongList rows = rows(run.spec().businessUrl());
        LongList left = Drain.all(clients.receiver(Traffic.PLAIN, true), messages - rows.size(), BATCH);
        Ledger.check(new long[] {messages}, List.of(left)).stream()
                .filter(problem -> problem.endsWith("once"))
                .forEach(run.result()::problem);
        for (int i = 0; i < left.size(); i++) {
            rows.add(left.get(i));
        }
        // Eight receivers that hand back what they have not used leave no order to speak of.
        Ledger.check(new long[] {messages}, List.of(rows)).stream()
                .filter(problem -> !problem.endsWith("order"))
                .forEach(run.result()::problem);
    }

    private long fill(Run run, Clients clients) throws Exception {
        long wanted = stock * (run.spec().warmUpMillis() + run.spec().measureMillis()) / 1000 / BATCH * BATCH;
        Sender sender = clients.sender(Traffic.PLAIN, true);
        for (long i = 0; i < wanted; i++) {
            sender.send(Tag.of(0, i));
            if ((i + 1) % BATCH == 0) {
                sender.commit();
            }
        }
        sender.close();
        return wanted;
    }

    /** How many transactions there were, those of the warm-up included. */
    private static long measure(Run run, List<Client> consumers) throws Exception {
        LongAdder done = new LongAdder();
        AtomicLong lastDone = new AtomicLong();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> working = new ArrayList<>();
        CountDownLatch worked = new CountDownLatch(consumers.size());
        CountDownLatch counted = new CountDownLatch(1);
        long end = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(
                        run.spec().warmUpMillis() + run.spec().measureMillis());
        for (Client client : consumers) {
            Thread thread = new Thread(() -> {
                try {
                    while (System.nanoTime() < end && failure.get() == null && client.transact()) {
                        done.increment();
                        lastDone.set(System.nanoTime());
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                } finally {
                    worked.countDown();
                }
                // What a thread has allocated is not told any more when it has ended.
                awaitQuietly(counted);
            });
            thread.start();
            working.add(thread);
        }
        Thread.sleep(run.spec().warmUpMillis());
        long before = done.sum();
        Meter meter = new Meter();
        long begun = System.nanoTime();
        worked.await();
        long measured = done.sum() - before;
        run.result().value(measured * 1e9 / Math.max(1, lastDone.get() - begun));
        meter.perMessage(run.result(), measured);
        counted.countDown();
        for (Thread thread : working) {
            thread.join();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a client failed", thrown);
        }
        return done.sum();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LongList rows(String url) throws SQLException {
        LongList ids = new LongList();
        try (Connection connection = PostgresUrl.dataSource(url).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id from business")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    /** One thread's: a receiver and a connection to the business database, two resources of each transaction. */
    private static final class Client {
        private static final long LONG_ENOUGH_MILLIS = 500;

        private final TransactionManager manager;
        private final XaReceiver receiver;
        private final XAConnection business;
        private final Connection connection;

        Client(TransactionManager manager, XaReceiver receiver, String businessUrl) throws SQLException {
            this.manager = manager;
            this.receiver = receiver;
            business = PostgresUrl.xaDataSource(businessUrl).getXAConnection();
            connection = business.getConnection();
        }

        /** False if there was no message. */
        boolean transact() throws Exception {
            manager.begin();
            Transaction transaction = manager.getTransaction();
            transaction.enlistResource(receiver.resource());
            long tag = receiver.receive(LONG_ENOUGH_MILLIS);
            if (tag == Tag.NONE) {
                manager.rollback();
                return false;
            }
            transaction.enlistResource(business.getXAResource());
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into business (id, text) values (?, ?)")) {
                insert.setLong(1, tag);
                insert.setString(2, "the work that the message asked for");
                insert.executeUpdate();
            }
            manager.commit();
            return true;
        }

        void close() throws JMSException, SQLException {
            receiver.close();
            business.close();
        }
    }
}
