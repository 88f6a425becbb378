// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.store.WakeUps;
import io.oncemq.testkit.HostileStrings;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HintTest {
    private static final String SENDER = "0123456789abcdef";

    @Test
    void whatIsToldIsWhatIsHeard() {
        for (Hint hint : List.of(
                Hint.ready(SENDER, List.of(1L, 999_999_999_999_999_999L)),
                Hint.sent(SENDER, List.of(7L)),
                Hint.anyReady(SENDER),
                Hint.changed(SENDER),
                Hint.test(SENDER, 7))) {
            assertThat(Hint.parse(hint.text())).isEqualTo(hint);
        }
    }

    @Test
    void theLongestFitsIntoANotification() {
        List<Long> queues = LongStream.range(0, Hint.MAX_QUEUES)
                .map(i -> 999_999_999_999_999_999L - i)
                .boxed()
                .toList();

        assertThat(Hint.ready(SENDER, queues).text()).hasSizeLessThanOrEqualTo(WakeUps.MAX_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "rubbish",
                SENDER,
                SENDER + " ",
                SENDER + " r 1 ",
                SENDER + " r  1",
                SENDER + " r -1",
                SENDER + " r 0",
                SENDER + " r 1e3",
                SENDER + " r 9999999999999999999",
                SENDER + " r \u0661",
                SENDER + " x 1",
                SENDER + " rr 1",
                "0123456789ABCDEF r 1",
                "0123 r 1",
                "'; drop table oncemq_delivery; --"
            })
    void rubbishIsNoHint(String text) {
        assertThat(Hint.parse(text)).isNull();
    }

    @Test
    void whatIsTooLongIsNoHint() {
        assertThat(Hint.parse(SENDER + " r" + " 1".repeat(Hint.MAX_QUEUES + 1))).isNull();
        assertThat(Hint.parse(SENDER + " r " + "1".repeat(WakeUps.MAX_LENGTH))).isNull();
    }

    @Test
    void hostileTextsAreNoHints() {
        for (String text : HostileStrings.all()) {
            assertThat(Hint.parse(text)).isNull();
            assertThat(Hint.parse(SENDER + " r " + text)).isNull();
        }
    }
}
