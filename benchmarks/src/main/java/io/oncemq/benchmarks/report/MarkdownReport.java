// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import io.oncemq.benchmarks.system.Family;
import io.oncemq.benchmarks.system.Storage;
import io.oncemq.benchmarks.system.SystemId;
import io.oncemq.benchmarks.workload.Workload;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The results for people: all medians in one table, then each workload with spread, ratios and what lies beside. */
public final class MarkdownReport {
    private final Setting setting;
    private final Figures figures;

    public MarkdownReport(Setting setting, Figures figures) {
        this.setting = setting;
        this.figures = figures;
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Benchmark results\n\nWritten by the run that began at ")
                .append(setting.begun().truncatedTo(ChronoUnit.SECONDS))
                .append(" (form ")
                .append(setting.form())
                .append("): ")
                .append(setting.machine())
                .append("; a synced write of 4 KiB costs ")
                .append(Numbers.figure(setting.syncNanos() / 1e6))
                .append(" ms. Each cell: a fresh JVM, ")
                .append(setting.warmUpMillis() / 1000.0)
                .append(" s of warm-up, ")
                .append(setting.measureMillis() / 1000.0)
                .append(" s measured. Versions: ")
                .append(setting.versions())
                .append(
                        ".\n\nWhat the names mean is in [README.md](README.md). Compare only what has the same entry under")
                .append(" *survives*.\n\n![Chart](results.svg)\n\n## Medians\n\n");
        overview(text);
        String targets = new Targets(figures).text();
        if (!targets.isEmpty()) {
            text.append("\n## Targets\n\n").append(targets);
        }
        for (Workload workload : figures.workloads()) {
            detail(text, workload);
        }
        return text.toString();
    }

    private void overview(StringBuilder text) {
        List<Workload> workloads = figures.workloads();
        List<String> head = new ArrayList<>(List.of("system", "survives"));
        workloads.forEach(workload -> head.add(workload.title() + " (" + workload.unit() + ")"));
        Table table = new Table(head);
        for (SystemId system : figures.systems()) {
            List<String> row = new ArrayList<>(
                    List.of(bold(system, system.name()), system.survives().text()));
            for (Workload workload : workloads) {
                row.add(bold(system, median(workload, system)));
            }
            table.add(row);
        }
        text.append(table.text());
    }

    private void detail(StringBuilder text, Workload workload) {
        text.append("\n## ")
                .append(workload.title())
                .append(" (`")
                .append(workload.name())
                .append("`)\n\n")
                .append(workload.unit())
                .append(workload.moreIsBetter() ? "; more is better.\n\n" : "; less is better.\n\n");
        Optional<SystemId> h2 = figures.onceMq(Storage.H2);
        Optional<SystemId> postgres = figures.onceMq(Storage.POSTGRESQL);
        List<String> metrics = figures.metrics(workload);
        List<String> head = new ArrayList<>(List.of("system", "median", "least – most", "runs", "of its limit"));
        h2.ifPresent(system -> head.add(system.name() + " is better by"));
        postgres.ifPresent(system -> head.add(system.name() + " is better by"));
        head.addAll(metrics);
        Table table = new Table(head);
        for (SystemId system : figures.systems()) {
            if (figures.results(workload, system).isEmpty()) {
                continue;
            }
            List<String> row = new ArrayList<>();
            row.add(bold(system, system.name()));
            row.add(bold(system, median(workload, system)));
            row.add(figures.spread(workload, system)
                    .map(spread -> Numbers.figure(spread.least()) + " – " + Numbers.figure(spread.most()))
                    .orElse(""));
            row.add(figures.spread(workload, system)
                    .map(spread -> Integer.toString(spread.count()))
                    .orElse("0"));
            row.add(ratio(workload, Optional.of(system), figures.limitOf(workload, system)));
            h2.ifPresent(ours -> row.add(ratio(workload, h2, Optional.of(system))));
            postgres.ifPresent(ours -> row.add(ratio(workload, postgres, Optional.of(system))));
            for (String metric : metrics) {
                row.add(figures.spread(workload, system, metric)
                        .map(spread -> Numbers.figure(spread.median()))
                        .orElse(""));
            }
            table.add(row);
        }
        text.append(table.text());
        for (SystemId system : figures.systems()) {
            for (String problem : figures.problems(workload, system)) {
                text.append("\n- **")
                        .append(system.name())
                        .append("**: ")
                        .append(problem)
                        .append('\n');
            }
        }
    }

    private String ratio(Workload workload, Optional<SystemId> first, Optional<SystemId> second) {
        return first.equals(second)
                ? ""
                : figures.ratio(workload, first, second).map(Numbers::ratio).orElse("");
    }

    private String median(Workload workload, SystemId system) {
        if (figures.results(workload, system).isEmpty()) {
            return "";
        }
        return figures.spread(workload, system)
                .map(spread -> Numbers.figure(spread.median()))
                .orElse("failed");
    }

    private static String bold(SystemId system, String text) {
        return system.family() == Family.ONCEMQ && !text.isEmpty() ? "**" + text + "**" : text;
    }
}
