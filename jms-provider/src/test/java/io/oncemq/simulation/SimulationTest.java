// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What the engine promises, kept in every one of thousands of histories. Another seed is another history; the same seed
 * is the same one: {@code -Doncemq.sim.seed=N} runs it alone and writes what happened to {@code target/simulation}.
 * {@code -Doncemq.sim.seeds=N} runs more of them, {@code -Psimulation} 100,000.
 */
class SimulationTest {
    /** Of the long run, so that one that is cut off has told something. */
    private static final int TELL_EACH = 10_000;

    @Test
    void allSeedsKeepThePromises() throws Exception {
        Long one = Long.getLong("oncemq.sim.seed");
        if (one != null) {
            Outcome outcome = EngineLoader.load(Plant.NOTHING).run(one, Plant.NOTHING, true);
            System.out.println("SIMULATION seed " + one + " written to " + write(outcome));
            assertThat(outcome.violations()).isEmpty();
            return;
        }
        long first = Long.getLong("oncemq.sim.first", 1);
        long seeds = Long.getLong("oncemq.sim.seeds", 2_000);
        long start = System.nanoTime();
        List<Outcome> failed = new ArrayList<>();
        Map<String, Long> counts = new TreeMap<>();
        AtomicLong done = new AtomicLong();
        Seeds.run(Plant.NOTHING, first, seeds, outcome -> {
            if (done.incrementAndGet() % TELL_EACH == 0) {
                System.out.println("SIMULATION so far: seeds=" + done + " violations=" + failed.size());
            }
            outcome.counts().forEach((what, count) -> counts.merge(what, (long) count, Long::sum));
            if (!outcome.violations().isEmpty()) {
                failed.add(outcome);
                System.out.println("SIMULATION seed " + outcome.seed() + ": " + outcome.violations());
            }
            return failed.size() < 10;
        });
        System.out.printf(
                "SIMULATION seeds=%d violations=%d seconds=%.1f %s%n",
                seeds, failed.size(), (System.nanoTime() - start) / 1e9, counts);
        StringBuilder report = new StringBuilder();
        for (Outcome outcome : failed) {
            Outcome again = EngineLoader.load(Plant.NOTHING).run(outcome.seed(), Plant.NOTHING, true);
            report.append("\nseed ")
                    .append(outcome.seed())
                    .append(" (replay: -Doncemq.sim.seed=")
                    .append(outcome.seed())
                    .append(", trace: ")
                    .append(write(again))
                    .append(")\n  ")
                    .append(String.join("\n  ", outcome.violations()));
        }
        assertThat(report.toString()).isEmpty();
    }

    @Test
    void theSameSeedIsTheSameHistory() {
        for (long seed = 1; seed <= 20; seed++) {
            Outcome one = EngineLoader.load(Plant.NOTHING).run(seed, Plant.NOTHING, false);
            Outcome other = EngineLoader.load(Plant.NOTHING).run(seed, Plant.NOTHING, true);
            assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
            assertThat(other.counts()).isEqualTo(one.counts());
        }
    }

    static Path write(Outcome outcome) throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "simulation"));
        List<String> lines = new ArrayList<>(outcome.trace());
        lines.add("fingerprint " + outcome.fingerprint());
        lines.addAll(outcome.violations());
        return Files.write(directory.resolve("seed-" + outcome.seed() + ".txt"), lines);
    }
}
