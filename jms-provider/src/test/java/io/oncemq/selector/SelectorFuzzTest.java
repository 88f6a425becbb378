// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.oncemq.message.Envelope;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Any text is a selector or is refused; nothing else comes out. Memory is bounded by the length of the text, and with
 * it time. {@code -Doncemq.fuzz.count=1000000} tries more (profile {@code fuzz}), {@code -Doncemq.test.seed} repeats a run.
 */
class SelectorFuzzTest {
    private static final List<String> PIECES = List.of(
            "a",
            "b",
            "yes",
            "JMSType",
            "JMSPriority",
            "JMSMessageID",
            "JMSDestination",
            "_x",
            "größe",
            "=",
            "<>",
            "<",
            "<=",
            ">",
            ">=",
            "+",
            "-",
            "*",
            "/",
            "(",
            ")",
            ",",
            " AND ",
            " OR ",
            " NOT ",
            " BETWEEN ",
            " IN ",
            " LIKE ",
            " ESCAPE ",
            " IS ",
            " NULL ",
            " TRUE ",
            " FALSE ",
            "'x'",
            "''",
            "'%_'",
            "'!'",
            "'",
            "0",
            "1",
            "017",
            "0xF",
            "0b1",
            "1L",
            "1.5",
            ".5",
            "7.",
            "1e3",
            "1f",
            "9223372036854775808",
            "1e999",
            " ",
            "\t",
            "\n",
            "!",
            "\"",
            "?",
            ".",
            "_",
            "$",
            "\u0000",
            "\u2665",
            "\ud83d\ude00",
            "\ud83d",
            "\uffff");
    private static final List<String> SELECTORS = List.of(
            "JMSType = 'car' AND color = 'blue' AND weight > 2500",
            "a BETWEEN 1 AND 2 + b OR NOT (s LIKE '\\_%' ESCAPE '\\' AND b NOT IN ('x', 'y''z'))",
            "-a * (b - 1.5e3) / 0x1F <= +017 AND yes IS NOT NULL OR yes = TRUE");

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long seed = Long.getLong("oncemq.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Envelope message =
            SelectorMessages.withProperties(Map.of("a", 1, "b", 2.5, "yes", true, "s", "abc", "JMSXGroupID", "g"));
    private final SelectorFacts facts = SelectorMessages.facts("ID:1", 1);

    @Test
    void anyTextIsASelectorOrIsRefused() {
        int texts = Integer.getInteger("oncemq.fuzz.count", 100_000);
        int selectors = 0;
        // Loading the classes is not to be counted.
        SELECTORS.forEach(this::tryText);

        for (int i = 0; i < texts; i++) {
            selectors += tryText(randomText()) ? 1 : 0;
        }

        assertThat(selectors).as("selectors among %s texts", texts).isBetween(texts / 50, texts / 2);
    }

    private boolean tryText(String text) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Selector.parse(text).matches(message, facts);
            return true;
        } catch (SelectorSyntaxException e) {
            if (!String.valueOf(e.getMessage()).startsWith("line ")) {
                fail("no position in <%s> for <%s>, seed %s", e.getMessage(), text, seed);
            }
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("text <" + text + ">, seed " + seed, e);
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated for <%s>, seed %s", text, seed)
                    .isLessThan(1_000_000 + 2_000L * text.length());
        }
    }

    private String randomText() {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return random.ints(random.nextInt(40), 0, 0x10000)
                    .mapToObj(character -> String.valueOf((char) character))
                    .collect(Collectors.joining());
        }
        return kind < 6 ? randomPieces() : randomlyChanged(SELECTORS.get(random.nextInt(SELECTORS.size())));
    }

    private String randomPieces() {
        return IntStream.range(0, random.nextInt(12))
                .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                .collect(Collectors.joining());
    }

    private String randomlyChanged(String selector) {
        StringBuilder changed = new StringBuilder(selector);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int from = random.nextInt(changed.length() + 1);
            int to = Math.min(changed.length(), from + random.nextInt(4));
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            changed.replace(from, to, random.nextBoolean() ? piece : "");
        }
        return changed.toString();
    }
}
