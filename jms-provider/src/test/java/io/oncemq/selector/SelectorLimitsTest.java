// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.Envelope;
import io.oncemq.spec.Section;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A selector comes from outside: no text and no message may cost stack or time without bound. */
@Section("3.8.1.1")
class SelectorLimitsTest {
    private static final long SMALL_STACK_BYTES = 384 * 1024;

    private final Envelope message = SelectorMessages.withProperties(Map.of("a", 1, "yes", true, "s", "abc"));
    private final SelectorFacts facts = SelectorMessages.facts("ID:1", 1);

    @Test
    void longestTextIsRead() throws Exception {
        String text = "a = 1" + " ".repeat(Selector.MAX_LENGTH - 5);

        assertThat(matches(text)).isTrue();
        assertThat(Selector.parse(text).text()).isEqualTo(text);
    }

    @Test
    void oneCharacterMoreIsRefused() {
        String text = "a = 1" + " ".repeat(Selector.MAX_LENGTH - 4);

        assertThatThrownBy(() -> Selector.parse(text))
                .isInstanceOf(SelectorSyntaxException.class)
                .hasMessage("a selector may have at most 8192 characters, this one has 8193");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "100, (    , yes  , )",
                "100, NOT  , yes  , ",
                " 50, NOT( , yes  , )",
                "100, -    , a = 1, ",
                "100, +    , a = 1, ",
                " 50, +(   , a    , ) = 1"
            })
    void aHundredLevelsAreReadAndTheNextIsRefused(int times, String open, String core, String close) throws Exception {
        String deepest = nested(times, open, core, close);
        String tooDeep = nested(times + 1, open, core, close);

        assertThat(withSmallStack(() -> matches(deepest))).isTrue();
        assertThatThrownBy(() -> Selector.parse(tooDeep))
                .isInstanceOf(SelectorSyntaxException.class)
                .hasMessageContaining("may be nested 100 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "NOT ", "-", "+", "NOT(", "-(", "a = (", "a BETWEEN (", "a IN (", "((a) = (", "a = -"})
    void longestRowOfOpeningsIsRefusedWithoutOverflow(String opening) throws Exception {
        String text = opening.repeat(Selector.MAX_LENGTH / opening.length());

        assertThatThrownBy(() -> withSmallStack(() -> Selector.parse(text)))
                .hasCauseInstanceOf(SelectorSyntaxException.class);
    }

    @Test
    void closedLevelsCountNoLonger() throws Exception {
        assertThat(matches("(NOT(-a = 1)) AND ".repeat(300) + "yes")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes AND ", "no OR ", "no OR yes AND ", "yes OR ", "NOT no AND ", "a IS NOT NULL AND "})
    void longestChainOfConditionsNeedsLittleStack(String link) throws Exception {
        Envelope both = SelectorMessages.withProperties(Map.of("a", 1, "yes", true, "no", false));
        String text = link.repeat((Selector.MAX_LENGTH - 3) / link.length()) + "yes";

        assertThat(withSmallStack(() -> Selector.parse(text).matches(both, facts)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0+, 1", "1*, 1", "1-1+, 1", "1/, 1", "2-a-, 1", "1*a+0*, 1"})
    void longestChainOfCalculationsNeedsLittleStack(String link, String last) throws Exception {
        String text = link.repeat((Selector.MAX_LENGTH - 10) / link.length()) + last + " <> 0.5";

        assertThat(withSmallStack(() -> matches(text))).isTrue();
    }

    @Test
    @Timeout(60)
    void patternWithManyRunsIsJudgedWithoutBacktracking() throws Exception {
        Envelope long1 = SelectorMessages.withProperties(Map.of("s", "a".repeat(100_000)));

        assertThat(Selector.parse("s LIKE '" + "%a".repeat(4_000) + "'").matches(long1, facts))
                .isTrue();
        assertThat(Selector.parse("s LIKE '" + "%a".repeat(4_000) + "%b'").matches(long1, facts))
                .isFalse();
        assertThat(Selector.parse("s LIKE '%" + "a".repeat(8_000) + "b'").matches(long1, facts))
                .isFalse();
        assertThat(Selector.parse("s LIKE '" + "%_".repeat(4_000) + "%b%'").matches(long1, facts))
                .isFalse();
    }

    private boolean matches(String text) throws SelectorSyntaxException {
        return Selector.parse(text).matches(message, facts);
    }

    private static String nested(int times, String open, String core, String close) {
        String end = close == null ? "" : close.substring(0, 1).repeat(times) + close.substring(1);
        return (open + " ").repeat(times) + core + end;
    }

    private static <T> T withSmallStack(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(null, future, "small stack", SMALL_STACK_BYTES);
        thread.start();
        return future.get();
    }
}
