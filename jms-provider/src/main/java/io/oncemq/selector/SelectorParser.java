// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.io.StringReader;
import java.util.Arrays;
import java.util.stream.Collectors;

/** From text to tree: runs the generated grammar and puts its refusals into words. */
final class SelectorParser {
    private static final int MAX_QUOTED = 40;

    private SelectorParser() {}

    static Condition parse(String text) throws SelectorSyntaxException {
        SimpleCharStream characters = new SimpleCharStream(new StringReader(text));
        // A tab is one character to whoever counts columns in a Java string.
        characters.setTabSize(1);
        try {
            return new SelectorGrammar(new SelectorGrammarTokenManager(characters)).selector();
        } catch (ParseException e) {
            throw refusal(e);
        }
    }

    private static SelectorSyntaxException refusal(ParseException e) {
        Token found = e.found();
        if (found.kind == SelectorGrammarConstants.UNCLOSED_STRING) {
            return new SelectorSyntaxException(found, "this string has no closing quote");
        }
        String expected = Arrays.stream(e.expected())
                .mapToObj(SelectorParser::describe)
                .distinct()
                .collect(Collectors.joining(", "));
        return new SelectorSyntaxException(found, "expected " + expected + "; found " + quote(found));
    }

    private static String describe(int tokenKind) {
        return switch (tokenKind) {
            case SelectorGrammarConstants.EOF -> "the end";
            case SelectorGrammarConstants.NAME -> "a name";
            case SelectorGrammarConstants.STRING -> "a string";
            case SelectorGrammarConstants.DECIMAL,
                    SelectorGrammarConstants.OCTAL,
                    SelectorGrammarConstants.HEXADECIMAL,
                    SelectorGrammarConstants.BINARY,
                    SelectorGrammarConstants.APPROXIMATE -> "a number";
            default -> SelectorGrammarConstants.tokenImage[tokenKind].replace("\"", "");
        };
    }

    private static String quote(Token found) {
        if (found.kind == SelectorGrammarConstants.EOF) {
            return "the end";
        }
        return found.image.length() <= MAX_QUOTED ? found.image : found.image.substring(0, MAX_QUOTED) + "...";
    }
}
