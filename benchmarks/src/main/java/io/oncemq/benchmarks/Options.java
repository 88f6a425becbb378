// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import io.oncemq.benchmarks.system.SystemId;
import io.oncemq.benchmarks.system.Systems;
import io.oncemq.benchmarks.workload.Form;
import io.oncemq.benchmarks.workload.Workload;
import io.oncemq.benchmarks.workload.Workloads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the user asked for.
 *
 * @param systems in the order of the tables
 * @param workloads in the order of the tables
 * @param everyPair whether peers run what they are not compared by, too
 * @param rounds how often each cell is run
 * @param warmUpMillis unmeasured time of each cell
 * @param measureMillis measured time of each cell
 * @param stolenPercent a cell in which the host took more of the processors' time is run again
 * @param budget no further round begins a cell after this time
 * @param module the directory of the module
 * @param out where the results go
 * @param jvmArguments added to each cell's JVM
 * @param jmh which microbenchmarks to run instead, a regular expression; empty for none
 */
record Options(
        Form form,
        List<SystemId> systems,
        List<Workload> workloads,
        boolean everyPair,
        int rounds,
        long warmUpMillis,
        long measureMillis,
        double stolenPercent,
        Duration budget,
        Path module,
        Path out,
        List<String> jvmArguments,
        String jmh) {
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    static Options read() {
        Form form = Form.valueOf(text("bench", "short").toUpperCase(Locale.ROOT));
        String systems = text("bench.systems", "");
        String workloads = text("bench.workloads", "");
        Path module = Path.of(text("bench.module", "."));
        String jmh = text("bench.jmh", "");
        // The published tables are written by the forms that warm up long enough, when they run all they have.
        boolean trial = form == Form.SHORT || !jmh.isEmpty() || !systems.isEmpty() || !workloads.isEmpty();
        Path results = trial
                ? module.resolve("target/results")
                : module.resolve("../docs/benchmarks").normalize();
        return new Options(
                form,
                Systems.all().stream()
                        .filter(system -> systems.isEmpty()
                                ? system.usual() || form == Form.LONG
                                : matches(systems, system.name()))
                        .toList(),
                Workloads.all().stream()
                        .filter(workload -> workloads.isEmpty()
                                ? form != Form.SHORT || workload.form() == Form.SHORT
                                : matches(workloads, workload.name()))
                        .toList(),
                form == Form.LONG || !systems.isEmpty(),
                Integer.parseInt(text("bench.rounds", "3")),
                millis("bench.warmup", form.warmUpSeconds()),
                millis("bench.measure", form.measureSeconds()),
                Double.parseDouble(text("bench.stolen", "10")),
                Duration.ofMillis(60 * millis("bench.minutes", form.minutes())),
                module,
                Path.of(text("bench.out", results.toString())),
                Arrays.stream(text("bench.jvm", "").split(" ", -1))
                        .filter(argument -> !argument.isEmpty())
                        .toList(),
                jmh);
    }

    /** Whether a name is meant by one of the patterns, in which {@code *} stands for anything. */
    static boolean matches(String patterns, String name) {
        return COMMA.splitAsStream(patterns)
                .map(pattern -> Pattern.compile("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E"))
                .anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static long millis(String name, int otherwise) {
        return Math.round(Double.parseDouble(text(name, Integer.toString(otherwise))) * 1000);
    }

    /** Maven hands on what is not set as an empty text, or as its own placeholder. */
    private static String text(String name, String otherwise) {
        String value = System.getProperty(name, "");
        return value.isEmpty() || value.startsWith("${") ? otherwise : value;
    }
}
