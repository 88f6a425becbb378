// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    private List<Long> fail(int times) {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            waits.add(backoff.failed().toMillis());
        }
        return waits;
    }

    @Test
    void theWaitDoublesUpToFiveSeconds() {
        assertThat(fail(9)).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L);
    }

    @Test
    void aFailureIsWorthTellingWhileTheWaitGrows() {
        List<Boolean> told = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            fail(1);
            told.add(backoff.hasGrown());
        }

        assertThat(told).containsExactly(true, true, true, true, true, true, true, false, false);
    }

    @Test
    void aSuccessStartsItAgain() {
        fail(8);

        backoff.succeeded();

        assertThat(fail(2)).containsExactly(100L, 200L);
        assertThat(backoff.hasGrown()).isTrue();
    }
}
