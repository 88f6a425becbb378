// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.store.jdbc.h2.StoreFilePath;
import io.oncemq.testkit.H2Files;
import jakarta.jms.Connection;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The power fails while messages are sent to an H2 store, at random moments, and what the disk did not sync is lost in
 * random ways. Every message that {@code send()} returned for is there afterwards; with {@code durability=process} some
 * are not, or the test would not be testing.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PowerCutIT {
    private static final int SENDERS = 3;
    /** Space is used again after milliseconds, not after 45 seconds. */
    private static final String REUSE = ";RETENTION_TIME=20";

    private static final String OVER = "over";
    private static final int CUTS = Integer.getInteger("oncemq.test.cuts", 20);

    @Test
    void nothingThatWasSentIsLostByDefault() throws Exception {
        Result result = run("power", CUTS);

        System.out.println("POWER CUTS durability=power " + result);
        assertThat(result.sent).isGreaterThan(CUTS);
        assertThat(result.lost).isZero();
    }

    @Test
    void durabilityProcessLosesSome() throws Exception {
        Result result = run("process", 6);

        System.out.println("POWER CUTS durability=process (control) " + result);
        assertThat(result.lost).isPositive();
    }

    private static Result run(String durability, int cuts) throws Exception {
        FailingDisk.install();
        StoreFilePath.install();
        Random random = new Random(7);
        Path directory = H2Files.newDirectory();
        Set<String> sent = ConcurrentHashMap.newKeySet();
        Semaphore permits = new Semaphore(0);
        Result result = new Result(cuts);
        String file = directory.resolve("store").toAbsolutePath().toString();
        try (OnceMqConnectionFactory factory =
                        factory("jdbc:h2:oncemq:" + FailingDisk.SCHEME + ":" + file + REUSE, durability);
                Connection connection = factory.createConnection()) {
            List<Thread> senders = new ArrayList<>();
            for (int s = 0; s < SENDERS; s++) {
                senders.add(sender(connection, s, sent, permits));
            }
            senders.forEach(Thread::start);
            for (int cut = 0; cut < cuts; cut++) {
                // Some are sent in full, of the rest any number is on its way when the power fails.
                permits.release(100);
                int enough = (cut + 1) * 100 - 1 - random.nextInt(80);
                while (sent.size() < enough) {
                    Thread.onSpinWait();
                }
                // First what was promised, then what is left: all that was promised must be left.
                Set<String> promised = Set.copyOf(sent);
                Path left = directory.resolve("left" + cut);
                FailingDisk.cut(file + ".mv.db", left.resolveSibling("left" + cut + ".mv.db"), random);
                result.sent += promised.size();
                result.lost += missing(promised, left);
            }
            sent.add(OVER);
            permits.release(SENDERS);
            for (Thread sender : senders) {
                sender.join();
            }
        }
        return result;
    }

    private static Thread sender(Connection connection, int number, Set<String> sent, Semaphore permits)
            throws Exception {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(SendAndReceive.QUEUE));
        return new Thread(() -> {
            try {
                for (int i = 0; ; i++) {
                    permits.acquireUninterruptibly();
                    if (sent.contains(OVER)) {
                        return;
                    }
                    String text = number + ":" + i;
                    producer.send(session.createTextMessage(text));
                    sent.add(text);
                }
            } catch (jakarta.jms.JMSException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static long missing(Set<String> promised, Path left) throws Exception {
        String url = "jdbc:h2:oncemq:" + left.toAbsolutePath();
        List<String> found = SendAndReceive.drain(() -> factory(url, "process"), 700);
        return promised.stream().filter(text -> !found.contains(text)).count();
    }

    private static OnceMqConnectionFactory factory(String url, String durability) {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL(url);
        h2.setUser("sa");
        h2.setPassword("");
        return new OnceMqConnectionFactory(OnceMqSettings.builder()
                .dataSource(
                        JdbcLayer.over(h2, JdbcLayer.UNCHANGED, shown -> shown.replace(FailingDisk.SCHEME + ":", "")))
                .set("durability", durability)
                .set("linger", "0s")
                .build());
    }

    private static final class Result {
        private final int cuts;
        private long sent;
        private long lost;

        Result(int cuts) {
            this.cuts = cuts;
        }

        @Override
        public String toString() {
            return "cuts=" + cuts + " sent=" + sent + " lost=" + lost;
        }
    }
}
