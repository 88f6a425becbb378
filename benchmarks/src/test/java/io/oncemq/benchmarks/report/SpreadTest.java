// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMiddleOfAnOddNumberIsOneOfThem() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).hasValue(new Spread(2, 1, 3, 3));
    }

    @Test
    void theMiddleOfAnEvenNumberLiesBetweenTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).hasValue(new Spread(2.5, 1, 4, 4));
    }

    @Test
    void nothingHasNoMiddle() {
        assertThat(Spread.of(List.of())).isEmpty();
    }
}
