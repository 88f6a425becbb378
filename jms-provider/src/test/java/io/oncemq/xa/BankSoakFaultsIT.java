// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.testkit.TestDatabases;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Money is neither lost nor made while a bank's JVM is killed a hundred times on each message store. */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class BankSoakFaultsIT {
    private static final int KILLS = 100;
    private static final long SEED = 20261121;

    @Test
    void balancesAddUp() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<BankSoak.Result> onH2 = pool.submit(() -> new BankSoak(TestDatabases.H2, SEED).run(KILLS));
            Future<BankSoak.Result> onPostgres =
                    pool.submit(() -> new BankSoak(TestDatabases.POSTGRESQL, SEED).run(KILLS));
            expectGood(onH2.get());
            expectGood(onPostgres.get());
        } finally {
            pool.shutdownNow();
        }
    }

    private static void expectGood(BankSoak.Result result) {
        System.out.println(result);
        assertThat(result.good()).as(result.toString()).isTrue();
        assertThat(result.transfers()).isGreaterThan(KILLS);
    }

    /** The test can fail: without recovery of the message store branches are left, and money with them. */
    @Test
    void withoutRecoveryOfTheMessageStoreTheyDoNot() throws Exception {
        BankSoak.Result result =
                new BankSoak(TestDatabases.POSTGRESQL, SEED).withoutRecovery().run(15);

        System.out.println("control: " + result);
        assertThat(result.branches()).isPositive();
        assertThat(result.good()).isFalse();
    }
}
