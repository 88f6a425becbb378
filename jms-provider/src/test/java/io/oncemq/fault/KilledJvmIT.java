// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.testkit.H2Files;
import io.oncemq.testkit.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A sender and a receiver are killed with {@code kill -9} again and again. No message that {@code send()} returned for is
 * lost, none whose receipt was committed comes again, and the control run without a synced write does lose some.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KilledJvmIT {
    private static final int KILLS = Integer.getInteger("oncemq.test.kills", 50);

    @Test
    void nothingIsLostOnH2() throws Exception {
        Ledger ledger = run(TestDatabases.H2, TestDatabases.H2.newUrl(), "-", KILLS);

        ledger.print("H2");
        assertThat(ledger.kills).isEqualTo(KILLS);
        assertThat(ledger.sent).hasSizeGreaterThan(KILLS);
        assertThat(ledger.lost()).as("sent and never received").isEmpty();
        assertThat(ledger.again())
                .as("received again after a committed receipt")
                .isEmpty();
    }

    @Test
    void nothingIsLostOnPostgres() throws Exception {
        Ledger ledger = run(TestDatabases.POSTGRESQL, TestDatabases.POSTGRESQL.newUrl(), "-", KILLS);

        ledger.print("PostgreSQL");
        assertThat(ledger.kills).isEqualTo(KILLS);
        assertThat(ledger.sent).hasSizeGreaterThan(KILLS);
        assertThat(ledger.lost()).as("sent and never received").isEmpty();
        assertThat(ledger.again())
                .as("received again after a committed receipt")
                .isEmpty();
    }

    /** The test can fail: with H2's own default write delay messages that nobody has received are lost. */
    @Test
    void withTheDefaultWriteDelayOfH2MessagesAreLost() throws Exception {
        Ledger ledger = run(TestDatabases.H2, TestDatabases.H2.newUrl(), "default-write-delay", 6);

        ledger.print("H2 unsynced (control)");
        assertThat(ledger.lost()).isNotEmpty();
    }

    private static Ledger run(TestDatabases database, String url, String writeDelay, int kills) throws Exception {
        Path file = H2Files.newDirectory().resolve("ledger");
        Files.createFile(file);
        Random random = new Random(20261121);
        Ledger ledger = new Ledger();
        for (int kill = 0; kill < kills; kill++) {
            Process process = start(database, url, writeDelay, file, ledger.next);
            try {
                awaitReady(process);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(300)));
            } finally {
                // SIGKILL on Unix.
                process.destroyForcibly().waitFor();
            }
            ledger.kills++;
            ledger.read(Files.readAllLines(file));
        }
        boolean unsynced = writeDelay.equals("default-write-delay");
        // The last child's claims come back after its lease and half of this one's: 2 s and 5 s.
        ledger.drained(SendAndReceive.drain(
                () -> SendAndReceive.factory(url, database.user(), database.password(), unsynced, "10s"), 12_000));
        return ledger;
    }

    private static Process start(TestDatabases database, String url, String writeDelay, Path ledger, long next)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SendAndReceive.class.getName(),
                        url,
                        database.user(),
                        database.password(),
                        writeDelay,
                        ledger.toString(),
                        Long.toString(next))
                .redirectErrorStream(true)
                .start();
    }

    private static void awaitReady(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        List<String> lines = new ArrayList<>();
        String line;
        while ((line = output.readLine()) != null) {
            if (line.equals("READY")) {
                return;
            }
            lines.add(line);
        }
        throw new AssertionError("the child ended before it was ready:\n" + String.join("\n", lines));
    }

    /** What the children wrote down and what was left in the end. */
    private static final class Ledger {
        final Set<String> sent = new HashSet<>();
        final Set<String> tried = new HashSet<>();
        final Map<String, Integer> committed = new HashMap<>();
        final List<String> left = new ArrayList<>();
        int kills;
        long next = 1;
        private int linesRead;

        void read(List<String> lines) {
            for (String line : lines.subList(linesRead, lines.size())) {
                String number = line.substring(2);
                switch (line.charAt(0)) {
                    case 'S' -> sent.add(number);
                    case 'T' -> tried.add(number);
                    default -> committed.merge(number, 1, Integer::sum);
                }
                next = Math.max(next, Long.parseLong(number) + 1);
            }
            // The message that was on its way when the process was killed may exist, too.
            next += 10;
            linesRead = lines.size();
        }

        void drained(List<String> numbers) {
            left.addAll(numbers);
        }

        /** Promised to the sender, and neither received, nor on its way to be, nor left. */
        List<String> lost() {
            return sent.stream()
                    .filter(number -> !tried.contains(number) && !left.contains(number))
                    .sorted()
                    .toList();
        }

        /** The receiver was told that its commit happened, and the message came again all the same. */
        List<String> again() {
            Set<String> twice = new HashSet<>(left);
            twice.retainAll(committed.keySet());
            List<String> result = new ArrayList<>(twice);
            committed.forEach((number, times) -> {
                if (times > 1) {
                    result.add(number);
                }
            });
            return result;
        }

        void print(String name) {
            System.out.printf(
                    "KILLED %s kills=%d sent=%d committed=%d left=%d lost=%d again=%d%n",
                    name, kills, sent.size(), committed.size(), left.size(), lost().size(), again().size());
        }
    }
}
