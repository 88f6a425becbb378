// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import io.oncemq.benchmarks.cell.CellResult;
import io.oncemq.benchmarks.system.Family;
import java.util.List;

/** Failed checks that are a peer's own and known: told in the tables, but no reason to fail the run. */
final class PeerFaults {
    private static final List<Fault> KNOWN = List.of(
            // It looks for matches only in the page of the queue that is in memory (maxPageSize).
            new Fault(Family.CLASSIC, "selector", "stalled"));

    private PeerFaults() {}

    static boolean isKnown(Cell cell, CellResult result) {
        return !result.problems().isEmpty()
                && result.problems().stream().allMatch(problem -> KNOWN.stream()
                        .anyMatch(fault -> fault.family == cell.system().family()
                                && fault.workload.equals(cell.workload().name())
                                && problem.startsWith(fault.problem)));
    }

    private record Fault(Family family, String workload, String problem) {}
}
