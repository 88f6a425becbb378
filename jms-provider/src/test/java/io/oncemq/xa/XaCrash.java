// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import io.oncemq.testkit.H2Files;
import io.oncemq.testkit.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * One scenario, one order of enlistment, one message store: a JVM dies at every step of the transaction in turn, and the
 * next one recovers. The steps are found by running: a first run counts them, and the last one asked for is not reached.
 */
final class XaCrash {
    private final CrashScenario scenario;
    private final boolean messagesFirst;
    private final TestDatabases database;
    private boolean recovered = true;

    XaCrash(CrashScenario scenario, boolean messagesFirst, TestDatabases database) {
        this.scenario = scenario;
        this.messagesFirst = messagesFirst;
        this.database = database;
    }

    /** For the control: the transaction manager does not know that messages have branches to recover. */
    XaCrash withoutRecovery() {
        recovered = false;
        return this;
    }

    /** What came of it. */
    static final class Tally {
        final Set<String> points = new TreeSet<>();
        final List<String> wrong = new ArrayList<>();
        int crashes;
        int agree;
        int lost;
        int duplicated;

        void add(Tally other) {
            points.addAll(other.points);
            wrong.addAll(other.wrong);
            crashes += other.crashes;
            agree += other.agree;
            lost += other.lost;
            duplicated += other.duplicated;
        }

        @Override
        public String toString() {
            return "XA CRASHES points=" + crashes + " agree=" + agree + " lost=" + lost + " duplicated=" + duplicated;
        }
    }

    /**
     * Runs it.
     *
     * @param every 1 for every step, n for each n-th
     */
    Tally run(int every) throws Exception {
        Path directory = H2Files.newDirectory();
        ChildJvm jvm = new ChildJvm(directory);
        String storeUrl = database.newUrl();
        String businessUrl = TestDatabases.POSTGRESQL.newUrl();
        try (Connection connection =
                        TestDatabases.POSTGRESQL.dataSourceAt(businessUrl).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table done (id integer not null)");
        }
        Tally tally = new Tally();
        String previous = "";
        boolean promised = false;
        int attempt = 1;
        int steps = Integer.MAX_VALUE;
        for (int halt = Integer.MAX_VALUE; ; halt = halt == Integer.MAX_VALUE ? 1 : halt + every) {
            boolean last = halt != Integer.MAX_VALUE && halt > steps;
            ChildJvm.Ended ended = jvm.run(
                    CrashingWorker.class,
                    scenario.name(),
                    Boolean.toString(messagesFirst),
                    database.name(),
                    storeUrl,
                    businessUrl,
                    directory.resolve("log").toString(),
                    Integer.toString(attempt),
                    Integer.toString(last ? 0 : halt),
                    Boolean.toString(recovered));
            if (attempt > 1) {
                check(tally, previous, promised, ended);
            }
            if (last) {
                System.out.println(name() + ": " + tally);
                return tally;
            }
            List<String> halted = ended.all("HALT");
            List<String> completed = ended.all("COMPLETED");
            if (!halted.isEmpty()) {
                previous = halted.get(0);
                tally.crashes++;
                tally.points.add(name() + " " + previous);
            } else if (completed.size() == 1 && ended.exit() == 0) {
                previous = "";
                steps = Math.min(steps, Integer.parseInt(completed.get(0)));
            } else {
                throw new AssertionError(name() + " step " + halt + ": the child failed\n" + ended.output());
            }
            promised = !ended.all("COMMITTED").isEmpty();
            attempt++;
        }
    }

    private String name() {
        return ((recovered ? "" : "control, ") + scenario + " on " + database + ", messages "
                        + (messagesFirst ? "first" : "second"))
                .toLowerCase(Locale.ROOT);
    }

    private void check(Tally tally, String point, boolean promised, ChildJvm.Ended ended) {
        List<String> verdicts = ended.all("VERDICT");
        if (verdicts.size() != 1) {
            throw new AssertionError(name() + " after " + point + ": no verdict\n" + ended.output());
        }
        String[] words = verdicts.get(0).split(" ", 6);
        String attempt = words[0];
        int row = Integer.parseInt(words[1]);
        int in = Integer.parseInt(words[2]);
        int out = Integer.parseInt(words[3]);
        int branches = Integer.parseInt(words[4]);
        boolean texts = words[5].replaceAll("[\\[\\], ]", "").equals(attempt.repeat(in + out));
        boolean done = row == 1;
        int expectedIn = scenario.receives() && !done ? 1 : 0;
        int expectedOut = scenario.sends() && done ? 1 : 0;
        boolean kept = done || !promised;
        if (row <= 1 && in == expectedIn && out == expectedOut && branches == 0 && texts && kept) {
            tally.agree += point.isEmpty() ? 0 : 1;
            return;
        }
        if (!kept || in < expectedIn || out < expectedOut) {
            tally.lost++;
        }
        if (row > 1 || in > expectedIn || out > expectedOut) {
            tally.duplicated++;
        }
        tally.wrong.add(name() + " after " + point + (promised ? ", promised" : "") + ": VERDICT " + verdicts.get(0)
                + "\n" + ended.output());
    }
}
