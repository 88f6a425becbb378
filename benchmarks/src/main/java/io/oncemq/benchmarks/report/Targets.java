// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import io.oncemq.benchmarks.cell.CellResult;
import io.oncemq.benchmarks.system.Systems;
import io.oncemq.benchmarks.workload.Workload;
import io.oncemq.benchmarks.workload.Workloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What OnceMQ is to reach, in relation to what was measured beside it, and whether it did. */
final class Targets {
    private static final String H2 = "oncemq-h2";
    private static final String PG = "oncemq-pg";
    private static final List<String> FILES = List.of("artemis-file", "classic-kahadb");
    private static final List<String> PEERS_ON_PG = List.of("artemis-pg", "classic-pg");
    private static final List<String> PEERS = List.of("artemis-file", "artemis-pg", "classic-kahadb", "classic-pg");

    private final Figures figures;
    private final List<Target> all = new ArrayList<>();

    Targets(Figures figures) {
        this.figures = figures;
        for (String workload : List.of("send", "auto-1x1")) {
            ofLimit(workload, 0.85);
            beside(workload, H2, FILES, 0.9);
            beside(workload, PG, PEERS_ON_PG, 1.3);
        }
        ofLimit("auto-8x8", 0.8);
        beside("auto-8x8", H2, List.of("artemis-file"), 1.4);
        beside("auto-8x8", H2, List.of("classic-kahadb"), 1.0);
        beside("auto-8x8", PG, PEERS_ON_PG, 4);
        ofLimit("transacted-1x1", 0.6);
        beside("transacted-1x1", H2, FILES, 1.2);
        beside("transacted-1x1", PG, PEERS_ON_PG, 2);
        for (String workload : List.of("xa-1", "xa-8")) {
            beside(workload, PG, PEERS_ON_PG, 1.3);
            beside(workload, PG, FILES, 0.9);
        }
        ofLimit("backlog-100k", 0.5);
        for (String system : List.of(H2, PG)) {
            atLeast(new Measure("backlog-1m", system), 0.8, new Measure("backlog-10k", system));
            String heap = "heap MiB half drained";
            atMost(new Measure("backlog-1m", system, heap), 1.5, new Measure("backlog-10k", system, heap));
            atMost(new Measure("start-up", system), 1.2, new Measure("start-up-1k", system));
            atLeast(new Measure("selector", system), 0.3, new Measure("backlog-100k", system));
            beside("non-persistent-1x1", system, PEERS, 1.5);
            atMost(new Measure("request-reply", system), 50, null);
            atMost(new Measure("queues-100", system), 1, null);
        }
    }

    private void ofLimit(String workload, double factor) {
        beside(workload, H2, List.of("limit-h2-grouped"), factor);
        beside(workload, PG, List.of("limit-pg-grouped"), factor);
    }

    private void beside(String workload, String ours, List<String> others, double factor) {
        for (String other : others) {
            atLeast(new Measure(workload, ours), factor, new Measure(workload, other));
        }
    }

    private void atLeast(Measure ours, double factor, Measure other) {
        all.add(new Target(ours, true, factor, other));
    }

    private void atMost(Measure ours, double factor, @Nullable Measure other) {
        all.add(new Target(ours, false, factor, other));
    }

    /** Those that this run can tell something about. */
    String text() {
        Table table = new Table(List.of("workload", "system", "wanted", "reached", ""));
        int judged = 0;
        int met = 0;
        for (Target target : all) {
            Optional<Double> reached = reached(target);
            if (reached.isPresent()) {
                boolean good = target.atLeast ? reached.get() >= target.factor : reached.get() <= target.factor;
                judged++;
                met += good ? 1 : 0;
                table.add(List.of(
                        target.ours.workload,
                        target.ours.system,
                        target.wanted(),
                        Numbers.figure(reached.get()),
                        good ? "met" : "**missed by " + missed(target, reached.get()) + " %**"));
            }
        }
        return judged == 0 ? "" : met + " of " + judged + " met.\n\n" + table.text();
    }

    private static String missed(Target target, double reached) {
        double share = target.atLeast ? 1 - reached / target.factor : reached / target.factor - 1;
        return String.format(Locale.ROOT, "%.0f", Math.ceil(share * 100));
    }

    private Optional<Double> reached(Target target) {
        Measure other = target.other;
        return value(target.ours)
                .flatMap(
                        ours -> other == null ? Optional.of(ours) : value(other).map(theirs -> ours / theirs));
    }

    private Optional<Double> value(Measure measure) {
        Workload workload = Workloads.named(measure.workload);
        return Spread.of(figures.results(workload, Systems.named(measure.system)).stream()
                        .filter(result -> result.problems().isEmpty())
                        .map(measure::of)
                        .flatMap(Optional::stream)
                        .toList())
                .map(Spread::median);
    }

    /** Ours, in relation to another's or as it is. */
    private record Target(Measure ours, boolean atLeast, double factor, @Nullable Measure other) {
        String wanted() {
            String factorText = (atLeast ? "at least " : "at most ") + Numbers.figure(factor);
            if (other == null) {
                return factorText + " " + Workloads.named(ours.workload).unit();
            }
            return factorText + " × " + other.system
                    + (other.workload.equals(ours.workload) ? "" : ", " + other.workload)
                    + (ours.metric == null ? "" : ", " + ours.metric);
        }
    }

    /** One figure of the run; the workload's own where no metric is named. */
    private record Measure(String workload, String system, @Nullable String metric) {
        Measure(String workload, String system) {
            this(workload, system, null);
        }

        Optional<Double> of(CellResult result) {
            return metric == null ? Optional.of(result.value()) : Optional.ofNullable(result.metric(metric));
        }
    }
}
