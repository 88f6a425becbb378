// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import java.util.List;

/** All systems, in the order of the tables. */
public final class Systems {
    private static final List<SystemId> ALL = List.of(
            new SystemId("oncemq-h2", Family.ONCEMQ, Storage.H2, Survives.POWER_CUT, true, OnceMqSystem::new),
            new SystemId("oncemq-h2-process", Family.ONCEMQ, Storage.H2, Survives.KILL, false, OnceMqSystem::new),
            new SystemId("oncemq-pg", Family.ONCEMQ, Storage.POSTGRESQL, Survives.POWER_CUT, true, OnceMqSystem::new),
            new SystemId("artemis-file", Family.ARTEMIS, Storage.FILES, Survives.POWER_CUT, true, ArtemisSystem::new),
            new SystemId(
                    "artemis-file-unsynced", Family.ARTEMIS, Storage.FILES, Survives.KILL, false, ArtemisSystem::new),
            new SystemId("artemis-h2-process", Family.ARTEMIS, Storage.H2, Survives.KILL, false, ArtemisSystem::new),
            new SystemId(
                    "artemis-h2-unsynced", Family.ARTEMIS, Storage.H2, Survives.NOTHING, false, ArtemisSystem::new),
            new SystemId(
                    "artemis-pg", Family.ARTEMIS, Storage.POSTGRESQL, Survives.POWER_CUT, true, ArtemisSystem::new),
            new SystemId("classic-kahadb", Family.CLASSIC, Storage.FILES, Survives.POWER_CUT, true, ClassicSystem::new),
            new SystemId(
                    "classic-kahadb-unsynced", Family.CLASSIC, Storage.FILES, Survives.KILL, false, ClassicSystem::new),
            new SystemId("classic-h2-process", Family.CLASSIC, Storage.H2, Survives.KILL, false, ClassicSystem::new),
            new SystemId(
                    "classic-h2-unsynced", Family.CLASSIC, Storage.H2, Survives.NOTHING, false, ClassicSystem::new),
            new SystemId(
                    "classic-pg", Family.CLASSIC, Storage.POSTGRESQL, Survives.POWER_CUT, true, ClassicSystem::new),
            new SystemId("limit-h2", Family.LIMIT, Storage.H2, Survives.POWER_CUT, false, LimitSystem::new),
            new SystemId("limit-h2-grouped", Family.LIMIT, Storage.H2, Survives.POWER_CUT, true, LimitSystem::new),
            new SystemId("limit-h2-process-grouped", Family.LIMIT, Storage.H2, Survives.KILL, false, LimitSystem::new),
            new SystemId(
                    "limit-h2-unsynced-grouped", Family.LIMIT, Storage.H2, Survives.NOTHING, false, LimitSystem::new),
            new SystemId("limit-pg", Family.LIMIT, Storage.POSTGRESQL, Survives.POWER_CUT, false, LimitSystem::new),
            new SystemId(
                    "limit-pg-grouped", Family.LIMIT, Storage.POSTGRESQL, Survives.POWER_CUT, true, LimitSystem::new));

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
