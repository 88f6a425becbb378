// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.testkit.TestDatabases;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing is lost, nothing happens twice when the connection is lost at COMMIT. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CutCommitIT {
    private static void run(TestDatabases database, int times, long seed) throws Exception {
        try (CutCommits commits = new CutCommits(database)) {
            var wrong = commits.run(times, seed);

            System.out.println(
                    "CUT COMMITS " + database + " seed=" + seed + " cuts=" + commits.done() + " wrong=" + wrong.size());
            assertThat(wrong).isEmpty();
            assertThat(commits.done()).isEqualTo(times);
        }
    }

    @Test
    void someOnPostgres() throws Exception {
        run(TestDatabases.POSTGRESQL, 40, 1);
    }

    @Test
    @Tag("faults")
    void manyOnPostgres() throws Exception {
        run(TestDatabases.POSTGRESQL, 400, 20261121);
    }
}
