// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import io.oncemq.benchmarks.cell.CellSpec;

/**
 * A system as the run knows it, before any of its classes is loaded.
 *
 * @param name as in {@code -Dbench.systems}
 * @param usual whether it runs where no systems are named
 */
public record SystemId(String name, Family family, Storage storage, Survives survives, boolean usual) {
    /** Starts it in this JVM. Only the classes of its own family are on the class path. */
    public SystemUnderTest start(CellSpec spec) throws Exception {
        return switch (family) {
            case ONCEMQ -> new OnceMqSystem(this, spec);
            case ARTEMIS -> new ArtemisSystem(this, spec);
            case CLASSIC -> new ClassicSystem(this, spec);
            case LIMIT -> new LimitSystem(this, spec);
        };
    }

    /** Whether it is somebody else's. */
    public boolean isPeer() {
        return family == Family.ARTEMIS || family == Family.CLASSIC;
    }

    /** Whether it speaks Jakarta Messaging. */
    public boolean isJms() {
        return family != Family.LIMIT;
    }
}
