// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.cell.CellResult;
import io.oncemq.benchmarks.cell.CellSpec;
import io.oncemq.benchmarks.system.JmsSystem;
import io.oncemq.benchmarks.system.SystemUnderTest;

/**
 * One phase of a workload as it runs.
 *
 * @param begunNanos when this JVM's main began, by {@link System#nanoTime}
 */
public record Run(CellSpec spec, SystemUnderTest system, CellResult result, long begunNanos) {
    JmsSystem jms() {
        return (JmsSystem) system;
    }
}
