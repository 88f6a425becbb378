// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.testkit.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A crash at every step: of the two-phase protocol, of the store's own statements, of the transaction manager's log. */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class XaCrashFaultsIT {
    @Test
    void messageAndRowAgreeAfterACrashAtAnyStep() throws Exception {
        // All steps of the scenario that has most of them, on PostgreSQL; of the others, whose steps are among
        // these, every fifth, and on H2 a third of each.
        ExecutorService pool = Executors.newFixedThreadPool(2);
        XaCrash.Tally tally = new XaCrash.Tally();
        try {
            List<Future<XaCrash.Tally>> runs = new ArrayList<>();
            for (TestDatabases database : TestDatabases.values()) {
                for (CrashScenario scenario : CrashScenario.values()) {
                    for (boolean messagesFirst : new boolean[] {true, false}) {
                        int every = (scenario == CrashScenario.RELAY ? 1 : 5) * (database == TestDatabases.H2 ? 3 : 1);
                        runs.add(pool.submit(() -> new XaCrash(scenario, messagesFirst, database).run(every)));
                    }
                }
            }
            for (Future<XaCrash.Tally> run : runs) {
                tally.add(run.get());
            }
        } finally {
            pool.shutdownNow();
        }

        tally.points.forEach(point -> System.out.println("crashed: " + point));
        System.out.println(tally);
        assertThat(tally.wrong).isEmpty();
        assertThat(tally.points).hasSizeGreaterThan(60);
        assertThat(tally.agree).isEqualTo(tally.crashes);
    }

    /** The test can fail: without recovery of the message store branches are left, and messages with them. */
    @Test
    void withoutRecoveryOfTheMessageStoreTheyDoNotAgree() throws Exception {
        XaCrash.Tally tally = new XaCrash(CrashScenario.SEND, true, TestDatabases.POSTGRESQL)
                .withoutRecovery()
                .run(4);

        assertThat(tally.wrong).isNotEmpty();
    }
}
