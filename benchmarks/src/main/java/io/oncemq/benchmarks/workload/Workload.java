// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.cell.CellResult;
import io.oncemq.benchmarks.system.SystemId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Something to be measured. */
public interface Workload {
    String name();

    /** One line for the reader of the tables. */
    String title();

    /** Of the figure, such as "messages/s". */
    default String unit() {
        return "messages/s";
    }

    /** False for times and costs. */
    default boolean moreIsBetter() {
        return true;
    }

    /** The forms of the run that it belongs to where no workloads are named. */
    Form form();

    /** Each in a JVM of its own, one after the other on the same data; the last one's figure counts. */
    default List<String> phases() {
        return List.of("run");
    }

    /** True if the phases run at the same time; the figure is their sum then. */
    default boolean concurrent() {
        return false;
    }

    /** After the phases, outside of their JVMs: adds what only shows when all is put together. */
    default void check(Path directory, CellResult result) throws IOException {}

    default int heapMebibytes() {
        return 512;
    }

    /** A phase that takes longer has failed. */
    default Duration patience() {
        return Duration.ofMinutes(2);
    }

    boolean fits(SystemId system);

    /** Whether its targets name peers; if not, the whole form leaves them out, since some take minutes. */
    default boolean comparesPeers() {
        return true;
    }

    /** Whether it writes rows to a business database. */
    default boolean needsBusinessDatabase() {
        return false;
    }

    /** Runs one phase; puts figures and failed checks into the run's result. */
    void run(Run run) throws Exception;
}
