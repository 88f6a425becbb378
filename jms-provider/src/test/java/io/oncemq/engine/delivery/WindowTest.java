// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window window = new Window(1_000);

    @Test
    void beginsSmallAndNeverExceedsItsLimit() {
        assertThat(window.size()).isEqualTo(32);
        assertThat(window.half()).isEqualTo(16);
        assertThat(new Window(5).size()).isEqualTo(5);

        for (int i = 0; i < 10; i++) {
            window.used(true, i);
        }

        assertThat(window.size()).isEqualTo(1_000);
    }

    @Test
    void growsWhereWhatFilledItIsTakenQuickly() {
        window.filled(1_000);
        window.used(false, 1_249);

        assertThat(window.size()).isEqualTo(64);
    }

    @Test
    void staysWhereItLastsAWhile() {
        window.filled(1_000);
        window.used(false, 1_250);
        window.filled(2_000);
        window.used(false, 4_000);

        assertThat(window.size()).isEqualTo(32);
    }

    @Test
    void shrinksWhereConsumersAreSlowButNotBelowTheLeast() {
        window.used(true, 0);
        assertThat(window.size()).isEqualTo(64);

        window.filled(1_000);
        window.used(false, 3_001);
        assertThat(window.size()).isEqualTo(32);

        window.filled(4_000);
        window.used(false, 9_000);
        assertThat(window.size()).isEqualTo(32);
    }

    @Test
    void looksThatFindLessThanThereIsRoomForSayNothing() {
        window.filled(1_000);
        window.used(false, 1_300);
        window.used(false, 1_310);
        window.used(false, 9_000);

        assertThat(window.size()).isEqualTo(32);
    }

    @Test
    void beginsAnewWhenNobodyAsksAnyMore() {
        window.used(true, 0);
        window.filled(10);
        window.reset();
        window.used(false, 20);

        assertThat(window.size()).isEqualTo(32);
    }
}
