// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import io.oncemq.testkit.H2Files;
import io.oncemq.testkit.TestDatabases;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A bank whose JVM is killed again and again, at work and in its recovery, and then let settle what is left. */
final class BankSoak {
    private static final int LONGEST_WORK_TRANSACTIONS = 30;
    private static final long LONGEST_RECOVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(600);
    private static final long BETWEEN_TRANSACTIONS_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    private final TestDatabases database;
    private final String storeUrl;
    private final String debitUrl = TestDatabases.POSTGRESQL.newUrl();
    private final String creditUrl = TestDatabases.POSTGRESQL.newUrl();
    private final Path directory = H2Files.newDirectory();
    private final ChildJvm jvm = new ChildJvm(directory);
    private final Random random;
    private final Set<String> promised = new TreeSet<>();

    /** What the workers have said, for the case that something goes wrong. */
    private final List<String> said = new ArrayList<>();

    private int generation;
    private boolean recovered = true;

    BankSoak(TestDatabases database, long seed) {
        this.database = database;
        storeUrl = database.newUrl();
        random = new Random(seed);
    }

    /** For the control: the transaction manager does not know that messages have branches to recover. */
    BankSoak withoutRecovery() {
        recovered = false;
        return this;
    }

    /**
     * What came of it.
     *
     * @param lost debited (or promised to be) and not credited
     * @param duplicated credited twice or without a debit
     */
    record Result(
            TestDatabases database,
            int kills,
            int transfers,
            boolean balanced,
            int lost,
            int duplicated,
            int branches,
            String story) {
        boolean good() {
            return balanced && lost == 0 && duplicated == 0 && branches == 0;
        }

        @Override
        public String toString() {
            return "SOAK store=" + database.name().toLowerCase(Locale.ROOT) + " kills=" + kills + " transfers="
                    + transfers + " balance=" + (balanced ? "ok" : "wrong") + " lost=" + lost + " duplicated="
                    + duplicated + " branches-left=" + branches + story;
        }
    }

    /** Kills so many workers, then settles and counts. */
    Result run(int kills) throws Exception {
        new BankTables(debitUrl).create();
        new BankTables(creditUrl).create();
        // Ends by itself and leaves its classes to be shared by the others.
        untilSettled("open");
        for (int kill = 0; kill < kills; kill++) {
            kill();
        }
        untilSettled("settle");
        return count(kills);
    }

    private String[] arguments(String what) {
        generation++;
        said.add("generation " + generation + " " + what);
        return new String[] {
            database.name(),
            storeUrl,
            debitUrl,
            creditUrl,
            directory.resolve("log").toString(),
            Integer.toString(generation),
            what,
            Boolean.toString(recovered)
        };
    }

    private void untilSettled(String what) throws Exception {
        ChildJvm.Ended ended = jvm.run(BankWorker.class, arguments(what));
        said.addAll(ended.lines());
        if (ended.exit() != 0 || !ended.all("SETTLED").equals(List.of("0"))) {
            throw new AssertionError(what + " failed:\n" + ended.output());
        }
    }

    /** One in ten dies in its recovery, the others after some transactions. */
    private void kill() throws Exception {
        boolean inRecovery = random.nextInt(10) == 0;
        int transactions = random.nextInt(LONGEST_WORK_TRANSACTIONS);
        long later = (long) (random.nextDouble() * (inRecovery ? LONGEST_RECOVERY_NANOS : BETWEEN_TRANSACTIONS_NANOS));
        Process process = jvm.start(BankWorker.class, arguments("work"));
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            await(output, inRecovery ? "RECOVERING" : "WORKING 0");
            for (int i = 0; i < transactions && !inRecovery; i++) {
                note(await(output, ""));
            }
            // The moment of the kill is what varies; nothing waits for it.
            LockSupport.parkNanos(later);
            // Not the process itself: that would close its output.
            process.toHandle().destroyForcibly();
            process.waitFor();
            // What it had said before it died.
            output.lines().forEach(line -> {
                said.add(line);
                note(line);
            });
        } finally {
            process.destroyForcibly();
        }
    }

    private String await(BufferedReader output, String wanted) throws Exception {
        List<String> lines = new ArrayList<>();
        String line;
        while ((line = output.readLine()) != null) {
            said.add(line);
            if (line.startsWith("FAILED")) {
                break;
            }
            if (line.startsWith(wanted)) {
                return line;
            }
            lines.add(line);
        }
        lines.add(String.valueOf(line));
        output.lines().forEach(lines::add);
        throw new AssertionError("no line " + wanted + ":\n" + String.join("\n", lines));
    }

    private void note(String line) {
        if (line.startsWith("FAILED")) {
            throw new AssertionError(line);
        }
        if (line.startsWith("SENT ")) {
            promised.add(line.substring("SENT ".length()));
        }
    }

    private Result count(int kills) throws Exception {
        BankTables debits = new BankTables(debitUrl);
        BankTables credits = new BankTables(creditUrl);
        List<String> debited = debits.transfers();
        List<String> credited = credits.transfers();
        Set<String> missing = new HashSet<>(debited);
        missing.addAll(promised);
        missing.removeAll(new HashSet<>(credited));
        List<String> surplus = new ArrayList<>(credited);
        new HashSet<>(debited).forEach(surplus::remove);
        boolean balanced = debits.total() == debits.expectedTotal()
                && credits.total() == credits.expectedTotal()
                && debits.total() + credits.total() == 2L * BankTables.ACCOUNTS * BankTables.OPENING_BALANCE;
        return new Result(
                database,
                kills,
                credited.size(),
                balanced,
                missing.size(),
                surplus.size(),
                debits.preparedBranches() + credits.preparedBranches() + storeBranches(),
                recovered
                        ? new BankStory(said, missing, surplus).text(database.dataSourceAt(storeUrl), directory)
                        : "");
    }

    private int storeBranches() throws Exception {
        try (Connection connection = database.dataSourceAt(storeUrl).getConnection();
                PreparedStatement select = connection.prepareStatement("select count(*) from oncemq_branch");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
