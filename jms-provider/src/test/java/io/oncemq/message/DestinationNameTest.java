// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationNameTest {
    @Test
    void kindAndNameMakeTheSameDestination() {
        assertThat(DestinationName.queue("a")).isEqualTo(DestinationName.queue("a"));
        assertThat(DestinationName.queue("a")).isNotEqualTo(DestinationName.topic("a"));
        assertThat(DestinationName.queue("a")).isNotEqualTo(DestinationName.queue("A"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\u0000", "\ud800", "\udc00x"})
    void aNameThatNoTableCanHoldIsRefused(String name) {
        assertThatThrownBy(() -> DestinationName.queue(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a queue name must");
    }

    @Test
    void theLongestNameIsAccepted() {
        assertThat(DestinationName.topic("x".repeat(DestinationName.MAX_LENGTH)).name())
                .hasSize(255);
        assertThatThrownBy(() -> DestinationName.topic("x".repeat(256))).hasMessageContaining("1 to 255");
    }

    @Test
    void anUnknownStoredKindIsRefused() {
        assertThatThrownBy(() -> DestinationName.Kind.of(4)).isInstanceOf(MessageFormatException.class);
    }
}
