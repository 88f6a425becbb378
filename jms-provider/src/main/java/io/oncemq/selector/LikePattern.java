// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of LIKE: {@code _} stands for any one character (a Unicode code point), {@code %} for any number of them,
 * an escape character before them or itself makes them ordinary. Matching takes at most pattern length times text length
 * steps and no stack.
 */
final class LikePattern {
    private static final int NO_ESCAPE = -1;
    private static final int ANY_ONE = -2;
    private static final int ANY_RUN = -3;

    private final int[] symbols;

    private LikePattern(int[] symbols) {
        this.symbols = symbols;
    }

    static LikePattern read(Token pattern, @Nullable Token escape) throws SelectorSyntaxException {
        int escapeCharacter = escape == null ? NO_ESCAPE : escapeCharacter(escape);
        IntStream.Builder symbols = IntStream.builder();
        boolean escaped = false;
        for (int character : StringLiteral.unquote(pattern.image).codePoints().toArray()) {
            if (escaped) {
                if (character != '_' && character != '%' && character != escapeCharacter) {
                    String sign = Character.toString(escapeCharacter);
                    throw new SelectorSyntaxException(
                            pattern, "expected _ or % or " + sign + " after " + sign + " in the pattern");
                }
                symbols.add(character);
                escaped = false;
            } else if (character == escapeCharacter) {
                escaped = true;
            } else {
                symbols.add(character == '_' ? ANY_ONE : character == '%' ? ANY_RUN : character);
            }
        }
        if (escaped) {
            throw new SelectorSyntaxException(pattern, "expected another character after the last of the pattern");
        }
        return new LikePattern(symbols.build().toArray());
    }

    boolean matches(String text) {
        int symbol = 0;
        int at = 0;
        int afterRun = -1;
        int runEnd = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            if (symbol < symbols.length && symbols[symbol] == ANY_RUN) {
                symbol++;
                afterRun = symbol;
                runEnd = at;
            } else if (symbol < symbols.length && (symbols[symbol] == ANY_ONE || symbols[symbol] == character)) {
                symbol++;
                at += Character.charCount(character);
            } else if (afterRun >= 0) {
                // Only the last run may have to be longer: an earlier one would just move its successor to the right.
                symbol = afterRun;
                runEnd += Character.charCount(text.codePointAt(runEnd));
                at = runEnd;
            } else {
                return false;
            }
        }
        while (symbol < symbols.length && symbols[symbol] == ANY_RUN) {
            symbol++;
        }
        return symbol == symbols.length;
    }

    private static int escapeCharacter(Token escape) throws SelectorSyntaxException {
        String text = StringLiteral.unquote(escape.image);
        if (text.isEmpty() || text.length() != Character.charCount(text.codePointAt(0))) {
            throw new SelectorSyntaxException(escape, "expected a string of one character; found " + escape.image);
        }
        return text.codePointAt(0);
    }
}
