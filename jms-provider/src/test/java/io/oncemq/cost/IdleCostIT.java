// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.CountingDataSource;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node costs the database while nothing happens. */
class IdleCostIT {
    private static final int QUEUES = 100;

    /** With the default lease of 10 seconds a heartbeat comes every third of that. */
    private static final int HEARTBEATS = 3;

    private static final double HEARTBEAT_SECONDS = 10 / 3.0;

    @Test
    @Timeout(60)
    void aHundredIdleQueuesWithAHundredConsumersCostTwoStatementsASecond() throws Exception {
        TestDatabases database = TestDatabases.POSTGRESQL;
        CountingDataSource counter = new CountingDataSource(database.dataSourceAt(database.newUrl()));
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(OnceMqSettings.builder()
                        .dataSource(counter.dataSource())
                        .set("linger", "0s")
                        .build());
                Connection connection = factory.createConnection()) {
            for (int i = 0; i < QUEUES; i++) {
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                session.createConsumer(session.createQueue("idle" + i)).setMessageListener(message -> {});
            }
            connection.start();
            // Time is counted in heartbeats; the first one lets everything come to rest.
            awaitHeartbeats(counter, 1);
            counter.reset();
            long begun = System.nanoTime();
            awaitHeartbeats(counter, HEARTBEATS);

            List<String> said = counter.said();
            // A heartbeat that comes late makes the other duties no cheaper a second.
            double seconds = Math.max(
                    HEARTBEATS * HEARTBEAT_SECONDS, (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1));
            double perSecond = said.size() / seconds;
            System.out.printf(
                    "IDLE queues=%d consumers=%d statements=%d seconds=%.0f per-second=%.2f%n",
                    QUEUES, QUEUES, said.size(), seconds, perSecond);
            assertThat(perSecond)
                    .as(() -> "statements by text: " + byText(said))
                    .isLessThanOrEqualTo(2.2);
        }
    }

    private static void awaitHeartbeats(CountingDataSource counter, int count) {
        long before = heartbeats(counter);
        while (heartbeats(counter) < before + count) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static long heartbeats(CountingDataSource counter) {
        return counter.said().stream()
                .filter(sql -> sql.startsWith("update oncemq_lease") && sql.contains("expires_at >"))
                .count();
    }

    private static Map<String, Integer> byText(List<String> said) {
        Map<String, Integer> counts = new TreeMap<>();
        said.forEach(sql -> counts.merge(sql.strip().replaceAll("\\s+", " "), 1, Integer::sum));
        return counts;
    }
}
