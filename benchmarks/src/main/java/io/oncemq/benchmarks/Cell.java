// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import io.oncemq.benchmarks.system.SystemId;
import io.oncemq.benchmarks.workload.Workload;

/** One run of one workload on one system. */
record Cell(int round, Workload workload, SystemId system) {
    /** Fit for a file. */
    String label() {
        return workload.name() + "." + system.name() + "." + round;
    }
}
