// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.oncemq.message.DestinationName;
import io.oncemq.message.DestinationName.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationPatternTest {
    @ParameterizedTest
    @CsvSource({
        "orders,orders",
        "orders.new,orders.new",
        "orders.*,orders.new",
        "*.new,orders.new",
        "*,orders",
        "orders.>,orders",
        "orders.>,orders.new",
        "orders.>,orders.new.urgent",
        "orders.#,orders.new.urgent",
        "orders.*.>,orders.new",
        ">,orders.new",
        "#,orders",
        "a..b,a..b",
        "a.*.b,a..b",
        "queue:orders,orders",
        "queue:>,queue:orders"
    })
    void standsFor(String pattern, String queue) {
        assertThat(DestinationPattern.parse(pattern).matches(DestinationName.queue(queue)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "orders,Orders",
        "orders,orders.new",
        "orders.*,orders",
        "orders.*,orders.new.urgent",
        "orders.>,ordersx",
        "orders.>,order",
        "orders.*.>,orders",
        "*,orders.new",
        "orders,orders.",
        "topic:orders,orders",
        "topic:>,orders"
    })
    void doesNotStandFor(String pattern, String queue) {
        assertThat(DestinationPattern.parse(pattern).matches(DestinationName.queue(queue)))
                .isFalse();
    }

    @Test
    void withoutAKindBothAreMeant() {
        DestinationName topic = DestinationName.topic("news.sport");

        assertThat(DestinationPattern.parse("news.>").matches(topic)).isTrue();
        assertThat(DestinationPattern.parse("topic:news.>").matches(topic)).isTrue();
        assertThat(DestinationPattern.parse("queue:news.>").matches(topic)).isFalse();
    }

    @Test
    void temporaryDestinationsShareAName() {
        DestinationName queue = new DestinationName(Kind.TEMPORARY_QUEUE, "orders");

        assertThat(DestinationPattern.parse("temporary").matches(queue)).isTrue();
        assertThat(DestinationPattern.parse("queue:temporary").matches(queue)).isTrue();
        assertThat(DestinationPattern.parse("topic:temporary").matches(queue)).isFalse();
        assertThat(DestinationPattern.parse(">").matches(queue)).isTrue();
        assertThat(DestinationPattern.parse("orders").matches(queue)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders*", "*orders", "orders.>.new", "orders.#.new", "or#ders", "orders.>>", "**"})
    void aWildcardStandsForWholeWords(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DestinationPattern.parse(pattern))
                .withMessageContaining(pattern)
                .withMessageContaining("whole words");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "queue:", "topic:", "a\nb", "a\u0000"})
    void aPatternIsANameButForItsWildcards(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> DestinationPattern.parse(pattern));
    }
}
