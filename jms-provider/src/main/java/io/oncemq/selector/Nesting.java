// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

/**
 * Counts parentheses, NOTs and signs that stand inside each other, so that a text which nests deeper than anyone writes
 * is refused before it exhausts the stack.
 */
final class Nesting {
    static final int MAX_DEPTH = 100;

    private int depth;

    void enter(Token place) throws SelectorSyntaxException {
        if (depth == MAX_DEPTH) {
            throw new SelectorSyntaxException(
                    place, "parentheses, NOT and signs may be nested " + MAX_DEPTH + " deep, expected fewer");
        }
        depth++;
    }

    void leave() {
        depth--;
    }
}
