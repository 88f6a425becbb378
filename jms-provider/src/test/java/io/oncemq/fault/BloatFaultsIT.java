// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A transaction that reads holds PostgreSQL's horizon for ten minutes, so that vacuum removes nothing, while 500 messages a
 * second go from one node to another: the claims stay as quick as they were.
 */
@Tag("faults")
class BloatFaultsIT {
    private static final int MINUTES = Integer.getInteger("oncemq.bloat.minutes", 10);
    private static final int RATE = 500;
    private static final int COMMIT = 5;
    private static final String QUEUE = "orders";
    private static final String YARDSTICK = "select sum(n) from generate_series(1, 2000) as g (n)";
    private static final int COMMITS_PER_MEASURE = 10;

    private final DataSource database = TestDatabases.POSTGRESQL.dataSourceAt(TestDatabases.POSTGRESQL.newUrl());
    private final StatementTimes claims =
            new StatementTimes(sql -> sql.contains("placed as (") && sql.contains("claimed as ("));
    private final StatementTimes fences = new StatementTimes(sql -> sql.contains("update oncemq_lane"));
    /** The same work each time, which nothing of this is in the way of: how quick the machine is. */
    private final StatementTimes yardstick = new StatementTimes(sql -> sql.equals(YARDSTICK));

    private final AtomicLong received = new AtomicLong();

    @Test
    void claimsDoNotGrowSlowerWhileATransactionPinsTheHorizon() throws Exception {
        List<StatementTimes.Times> minutes = new ArrayList<>();
        List<StatementTimes.Times> fenceMinutes = new ArrayList<>();
        List<StatementTimes.Times> machineMinutes = new ArrayList<>();
        long sent = 0;
        long dead;
        try (OnceMqConnectionFactory sender = node("sender", fences.around(database));
                OnceMqConnectionFactory receiver = node("receiver", claims.around(database));
                jakarta.jms.Connection out = sender.createConnection();
                jakarta.jms.Connection in = receiver.createConnection();
                Connection measuring = yardstick.around(database).getConnection();
                PreparedStatement measure = measuring.prepareStatement(YARDSTICK);
                Connection pinning = database.getConnection();
                Statement snapshot = pinning.createStatement()) {
            receive(in);
            Session session = out.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            // Classes are loaded and code is compiled before the first minute begins.
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10); System.nanoTime() < end; ) {
                sent += send(session, producer);
                pace();
            }
            pinning.setAutoCommit(false);
            pinning.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            number(snapshot, "select count(*) from oncemq_delivery");
            assertThat(claims.take().nanos()).isNotEmpty();
            assertThat(fences.take().nanos()).isNotEmpty();
            measure.execute();
            yardstick.take();
            for (int minute = 1; minute <= MINUTES; minute++) {
                for (int i = 0; i < 60 * RATE / COMMIT; i++) {
                    sent += send(session, producer);
                    pace();
                    if (i % COMMITS_PER_MEASURE == 0) {
                        measure.execute();
                    }
                }
                minutes.add(claims.take());
                fenceMinutes.add(fences.take());
                machineMinutes.add(yardstick.take());
                System.out.println("BLOAT minute " + minute + ": claims " + minutes.get(minute - 1) + ", fences "
                        + fenceMinutes.get(minute - 1) + ", yardstick " + machineMinutes.get(minute - 1));
            }
            while (received.get() < sent) {
                pace();
            }
            try (Connection other = database.getConnection();
                    Statement statement = other.createStatement()) {
                dead = number(
                        statement, "select n_dead_tup from pg_stat_user_tables where relname = 'oncemq_delivery'");
            }
        }

        StatementTimes.Times first = minutes.get(0);
        StatementTimes.Times last = minutes.get(minutes.size() - 1);
        // For the reader: other tests may run beside this one.
        double slower = Math.max(
                1,
                machineMinutes.get(MINUTES - 1).medianMicros()
                        / machineMinutes.get(0).medianMicros());
        System.out.printf(
                "BLOAT minutes=%d sent=%d received=%d dead-rows=%d first-minute[%s] last-minute[%s] median-ratio=%.2f"
                        + " mean-ratio=%.2f machine-slower=%.2f%n",
                MINUTES,
                sent,
                received.get(),
                dead,
                first,
                last,
                last.medianMicros() / first.medianMicros(),
                last.meanMicros() / first.meanMicros(),
                slower);
        assertThat(received.get()).isEqualTo(sent);
        assertThat(dead).as("vacuum was kept from its work").isGreaterThan(sent / 2);
        assertThat(last.medianMicros()).isLessThan(2 * first.medianMicros());
        assertThat(last.meanMicros()).isLessThan(2 * first.meanMicros());
        assertThat(fenceMinutes.get(MINUTES - 1).medianMicros())
                .as("what every commit of the sender begins with")
                .isLessThan(2 * fenceMinutes.get(0).medianMicros());
    }

    private static OnceMqConnectionFactory node(String name, DataSource source) {
        return new OnceMqConnectionFactory(OnceMqSettings.defaults().with("nodeName", name).toBuilder()
                .dataSource(source)
                .build());
    }

    private void receive(jakarta.jms.Connection in) throws JMSException {
        for (int i = 0; i < 4; i++) {
            Session session = in.createSession(false, Session.DUPS_OK_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
            consumer.setMessageListener(message -> received.incrementAndGet());
        }
        in.start();
    }

    private static int send(Session session, MessageProducer producer) throws JMSException {
        for (int i = 0; i < COMMIT; i++) {
            producer.send(session.createTextMessage("an order of some length, as orders are"));
        }
        session.commit();
        return COMMIT;
    }

    private long due;

    /** Waits until the next commit is due: the rate is part of what is tested. */
    private void pace() {
        due = Math.max(due + TimeUnit.SECONDS.toNanos(COMMIT) / RATE, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
        for (long left; (left = due - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }

    private static long number(Statement statement, String sql) throws java.sql.SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
