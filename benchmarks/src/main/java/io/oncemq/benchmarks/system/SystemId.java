// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import io.oncemq.benchmarks.cell.CellSpec;

/**
 * A system as the run knows it, before any of its classes is loaded.
 *
 * @param name as in {@code -Dbench.systems}
 * @param usual whether it runs where no systems are named
 * @param starter starts it
 */
public record SystemId(String name, Family family, Storage storage, Survives survives, boolean usual, Starter starter) {
    /** Starts a system in this JVM. */
    @FunctionalInterface
    public interface Starter {
        SystemUnderTest start(SystemId id, CellSpec spec) throws Exception;
    }

    public SystemUnderTest start(CellSpec spec) throws Exception {
        return starter.start(this, spec);
    }

    /** Whether it speaks Jakarta Messaging. */
    public boolean isJms() {
        return family != Family.LIMIT;
    }
}
