// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.Arrays;

/** The generated parser's refusal. Stands in for the class JavaCC would generate, which would have to be public. */
final class ParseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Token found;
    private final transient int[] expected;

    /** The generated code names this one, but calls the other before it would get here. */
    ParseException() {
        throw new IllegalStateException("refused without saying what was expected");
    }

    ParseException(Token lastAccepted, int[][] expectedSequences, String[] tokenImages) {
        super("found " + tokenImages[lastAccepted.next.kind]);
        found = lastAccepted.next;
        expected = Arrays.stream(expectedSequences)
                .mapToInt(sequence -> sequence[0])
                .sorted()
                .toArray();
    }

    Token found() {
        return found;
    }

    /** The kinds of token of which one should have come. */
    int[] expected() {
        return expected;
    }
}
