// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompanyTest {
    private static final long COMMIT_NANOS = 300_000;

    private final Company company = new Company();

    @Test
    void aLoneCallerNeverWaits() {
        for (int i = 0; i < 100; i++) {
            assertThat(company.patienceNanos(1)).isZero();
            company.ended(1, 0, COMMIT_NANOS);
        }
    }

    @Test
    void aLeaderWaitsForTheLastGroupAndThoseWhoCameDuringItForTwoCommitsAtMost() {
        company.ended(3, 2, COMMIT_NANOS);

        assertThat(company.patienceNanos(2)).isEqualTo(2 * COMMIT_NANOS);
        assertThat(company.isComplete(4)).isFalse();
        assertThat(company.isComplete(5)).isTrue();
        assertThat(company.patienceNanos(5)).isZero();
    }

    @Test
    void whatManyRowsOrASlowMomentTakeDoesNotMakeLeadersPatient() {
        company.ended(2, 0, COMMIT_NANOS);
        company.ended(2, 0, 64 * COMMIT_NANOS);

        assertThat(company.patienceNanos(1)).isLessThan(4 * COMMIT_NANOS);
    }

    @Test
    void patienceHasAnEndHoweverSlowTheDiskIs() {
        for (int i = 0; i < 1_000; i++) {
            company.ended(2, 0, 1_000_000_000);
        }

        assertThat(company.patienceNanos(1)).isEqualTo(10_000_000);
    }

    @Test
    void whereNobodyComesLeadersWaitLessAndLessOften() {
        int waits = 0;
        for (int i = 0; i < 1_000; i++) {
            company.ended(1, 1, COMMIT_NANOS);
            if (company.patienceNanos(1) > 0) {
                waits++;
                company.waited(false);
            }
        }

        assertThat(waits).isBetween(15, 25);
    }

    @Test
    void oneWhoComesMakesAllWaitAgain() {
        company.ended(1, 1, COMMIT_NANOS);
        for (int i = 0; i < 5; i++) {
            company.waited(false);
        }
        company.waited(true);

        assertThat(company.patienceNanos(1)).isPositive();
    }
}
