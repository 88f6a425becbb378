// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void aPatternMeansWholeNames() {
        assertThat(Options.matches("oncemq-h2", "oncemq-h2")).isTrue();
        assertThat(Options.matches("oncemq-h2", "oncemq-h2-process")).isFalse();
    }

    @Test
    void aStarStandsForAnything() {
        assertThat(Options.matches("oncemq*, artemis-file*", "oncemq-pg")).isTrue();
        assertThat(Options.matches("oncemq*, artemis-file*", "artemis-file-unsynced"))
                .isTrue();
        assertThat(Options.matches("oncemq*, artemis-file*", "classic-pg")).isFalse();
        assertThat(Options.matches("*-pg", "limit-pg")).isTrue();
    }
}
