// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TroubleTest {
    @Test
    void oneOrderInHundredIsFlakyAndAnotherInTwoHundredIsPoison() {
        assertThat(LongStream.rangeClosed(1, 1000).filter(n -> Trouble.of(n) == Trouble.FLAKY))
                .hasSize(10);
        assertThat(LongStream.rangeClosed(1, 1000).filter(n -> Trouble.of(n) == Trouble.POISON))
                .hasSize(5);
    }

    @Test
    void flakyOrderFailsTwice() {
        assertThat(Trouble.FLAKY.strikes(1)).isTrue();
        assertThat(Trouble.FLAKY.strikes(2)).isTrue();
        assertThat(Trouble.FLAKY.strikes(3)).isFalse();
    }
}
