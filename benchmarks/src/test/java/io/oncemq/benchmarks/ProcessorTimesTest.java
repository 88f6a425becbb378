// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTimesTest {
    @Test
    void whatTheHostTookIsAPartOfAllTime() {
        ProcessorTimes before = ProcessorTimes.of("cpu  10 0 5 80 1 0 0 4 7 7");
        ProcessorTimes after = ProcessorTimes.of("cpu  110 0 55 90 1 0 0 44 9 9");

        assertThat(before).isEqualTo(new ProcessorTimes(100, 4));
        assertThat(after.stolenSince(before)).isEqualTo(20.0);
    }

    @Test
    void nothingIsStolenWhereNobodyTells() {
        ProcessorTimes unknown = ProcessorTimes.of("");

        assertThat(unknown.stolenSince(unknown)).isZero();
    }
}
