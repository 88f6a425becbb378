// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import java.util.List;

/** All systems, in the order of the tables. */
public final class Systems {
    private static final List<SystemId> ALL = List.of(
            new SystemId("oncemq-h2", Family.ONCEMQ, Storage.H2, Survives.POWER_CUT, true),
            new SystemId("oncemq-h2-process", Family.ONCEMQ, Storage.H2, Survives.KILL, false),
            new SystemId("oncemq-pg", Family.ONCEMQ, Storage.POSTGRESQL, Survives.POWER_CUT, true),
            new SystemId("artemis-file", Family.ARTEMIS, Storage.FILES, Survives.POWER_CUT, true),
            new SystemId("artemis-file-unsynced", Family.ARTEMIS, Storage.FILES, Survives.KILL, false),
            new SystemId("artemis-h2-process", Family.ARTEMIS, Storage.H2, Survives.KILL, false),
            new SystemId("artemis-h2-unsynced", Family.ARTEMIS, Storage.H2, Survives.NOTHING, false),
            new SystemId("artemis-pg", Family.ARTEMIS, Storage.POSTGRESQL, Survives.POWER_CUT, true),
            new SystemId("classic-kahadb", Family.CLASSIC, Storage.FILES, Survives.POWER_CUT, true),
            new SystemId("classic-kahadb-unsynced", Family.CLASSIC, Storage.FILES, Survives.KILL, false),
            new SystemId("classic-h2-process", Family.CLASSIC, Storage.H2, Survives.KILL, false),
            new SystemId("classic-h2-unsynced", Family.CLASSIC, Storage.H2, Survives.NOTHING, false),
            new SystemId("classic-pg", Family.CLASSIC, Storage.POSTGRESQL, Survives.POWER_CUT, true),
            new SystemId("limit-h2", Family.LIMIT, Storage.H2, Survives.POWER_CUT, false),
            new SystemId("limit-h2-grouped", Family.LIMIT, Storage.H2, Survives.POWER_CUT, true),
            new SystemId("limit-h2-process-grouped", Family.LIMIT, Storage.H2, Survives.KILL, false),
            new SystemId("limit-h2-unsynced-grouped", Family.LIMIT, Storage.H2, Survives.NOTHING, false),
            new SystemId("limit-pg", Family.LIMIT, Storage.POSTGRESQL, Survives.POWER_CUT, false),
            new SystemId("limit-pg-grouped", Family.LIMIT, Storage.POSTGRESQL, Survives.POWER_CUT, true));

    private Systems() {}

    public static List<SystemId> all() {
        return ALL;
    }

    public static SystemId named(String name) {
        return ALL.stream()
                .filter(system -> system.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no system is called '" + name + "'"));
    }
}
