// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.testkit.TestDatabases;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A short selection of {@link XaCrashFaults}: after a crash anywhere in a global transaction, and Narayana's recovery, the
 * message and the row agree.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class XaCrashIT {
    @Test
    void messageAndRowAgreeAfterACrash() throws Exception {
        XaCrash.Tally tally = new XaCrash(CrashScenario.RELAY, true, TestDatabases.POSTGRESQL).run(6);
        tally.add(new XaCrash(CrashScenario.RELAY, false, TestDatabases.H2).run(7));

        System.out.println(tally);
        assertThat(tally.wrong).isEmpty();
        assertThat(tally.crashes).isGreaterThan(10);
        assertThat(tally.agree).isEqualTo(tally.crashes);
    }
}
