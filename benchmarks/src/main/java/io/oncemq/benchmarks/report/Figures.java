// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import io.oncemq.benchmarks.cell.CellResult;
import io.oncemq.benchmarks.system.Family;
import io.oncemq.benchmarks.system.Storage;
import io.oncemq.benchmarks.system.SystemId;
import io.oncemq.benchmarks.system.Systems;
import io.oncemq.benchmarks.workload.Workload;
import io.oncemq.benchmarks.workload.Workloads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** All results of the run. */
public final class Figures {
    private final Map<String, Map<String, List<CellResult>>> byWorkload = new LinkedHashMap<>();

    public void add(Workload workload, SystemId system, CellResult result) {
        byWorkload
                .computeIfAbsent(workload.name(), name -> new LinkedHashMap<>())
                .computeIfAbsent(system.name(), name -> new ArrayList<>())
                .add(result);
    }

    /** Those that were run, in the order of the tables. */
    List<Workload> workloads() {
        return Workloads.all().stream()
                .filter(workload -> byWorkload.containsKey(workload.name()))
                .toList();
    }

    /** Those that were run, in the order of the tables. */
    List<SystemId> systems() {
        return Systems.all().stream()
                .filter(system -> byWorkload.values().stream().anyMatch(systems -> systems.containsKey(system.name())))
                .toList();
    }

    List<CellResult> results(Workload workload, SystemId system) {
        return byWorkload.getOrDefault(workload.name(), Map.of()).getOrDefault(system.name(), List.of());
    }

    /** The middle and the ends of what was measured; empty if no run was sound. */
    Optional<Spread> spread(Workload workload, SystemId system) {
        return Spread.of(results(workload, system).stream()
                .filter(result -> result.problems().isEmpty())
                .map(CellResult::value)
                .toList());
    }

    /** The same of a figure beside the main one. */
    Optional<Spread> spread(Workload workload, SystemId system, String metric) {
        return Spread.of(results(workload, system).stream()
                .filter(result -> result.problems().isEmpty())
                .map(result -> result.metric(metric))
                .filter(Objects::nonNull)
                .toList());
    }

    /** The names of the figures beside the main one. */
    List<String> metrics(Workload workload) {
        TreeSet<String> names = new TreeSet<>();
        for (SystemId system : systems()) {
            results(workload, system)
                    .forEach(result -> names.addAll(result.metrics().keySet()));
        }
        return List.copyOf(names);
    }

    List<String> problems(Workload workload, SystemId system) {
        return results(workload, system).stream()
                .flatMap(result -> result.problems().stream())
                .distinct()
                .toList();
    }

    /** The least work on the same database with the same promise: grouped, where it was run. */
    Optional<SystemId> limitOf(Workload workload, SystemId system) {
        return systems().stream()
                .filter(limit -> limit.family() == Family.LIMIT && limit.storage() == system.storage())
                .filter(limit -> limit.survives() == system.survives())
                .filter(limit -> spread(workload, limit).isPresent())
                .reduce((single, grouped) -> grouped);
    }

    /** OnceMQ at its default durability. */
    Optional<SystemId> onceMq(Storage storage) {
        return systems().stream()
                .filter(system -> system.family() == Family.ONCEMQ && system.storage() == storage)
                .findFirst();
    }

    /** How much better the first is than the second, as a factor. */
    Optional<Double> ratio(Workload workload, Optional<SystemId> first, Optional<SystemId> second) {
        return first.flatMap(system -> spread(workload, system)).flatMap(one -> second.flatMap(
                        system -> spread(workload, system))
                .map(other -> workload.moreIsBetter() ? one.median() / other.median() : other.median() / one.median()));
    }
}
