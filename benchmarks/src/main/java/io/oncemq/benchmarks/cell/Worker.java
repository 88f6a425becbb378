// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.cell;

import io.oncemq.benchmarks.system.SystemUnderTest;
import io.oncemq.benchmarks.system.Systems;
import io.oncemq.benchmarks.workload.Run;
import io.oncemq.benchmarks.workload.Workload;
import io.oncemq.benchmarks.workload.Workloads;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Main class of the forked JVM: starts the system, runs one phase of the workload, stops, and tells. */
public final class Worker {
    private Worker() {}

    public static void main(String[] args) {
        try {
            work(args);
            // Some brokers leave threads behind.
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void work(String[] args) throws Exception {
        long begun = System.nanoTime();
        Logger.getLogger("").setLevel(Level.WARNING);
        CellSpec spec = CellSpec.read(Path.of(args[0]));
        Workload workload = Workloads.named(spec.workload());
        CellResult result = new CellResult();
        SystemUnderTest system = Systems.named(spec.system()).start(spec);
        result.metric("start ms", (System.nanoTime() - begun) / 1e6);
        workload.run(new Run(spec, system, result, begun));
        system.stop();
        result.write(Path.of(args[1]));
    }
}
