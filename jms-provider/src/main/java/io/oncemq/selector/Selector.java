// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import io.oncemq.message.Envelope;
import io.oncemq.message.StoredText;
import java.util.Optional;
import java.util.stream.Stream;

/** A message selector (Jakarta Messaging 3.1, section 3.8). Immutable and free to share between threads. */
public final class Selector {
    /** The longest selector, in characters. */
    public static final int MAX_LENGTH = 8_192;

    private final String text;
    private final Condition condition;

    private Selector(String text, Condition condition) {
        this.text = text;
        this.condition = condition;
    }

    /**
     * Reads a selector. An empty text is no selector; the caller takes it for none.
     *
     * @throws SelectorSyntaxException naming position and what was expected
     */
    public static Selector parse(String text) throws SelectorSyntaxException {
        if (text.length() > MAX_LENGTH) {
            throw new SelectorSyntaxException(
                    "a selector may have at most " + MAX_LENGTH + " characters, this one has " + text.length());
        }
        requireStorable(text);
        return new Selector(text, SelectorParser.parse(text));
    }

    /** A subscription's selector is stored, and no database stores these. */
    private static void requireStorable(String text) throws SelectorSyntaxException {
        int nul = text.indexOf(0);
        if (nul >= 0) {
            throw new SelectorSyntaxException(
                    "line 1: a selector must not contain the character NUL, this one does at index " + nul);
        }
        if (!StoredText.fitsUtf8(text)) {
            throw new SelectorSyntaxException("line 1: a selector must not contain a surrogate that has no partner");
        }
    }

    /** Whether the selector is true for a message; false and unknown both mean that it is not wanted. */
    public boolean matches(Envelope envelope, SelectorFacts facts) {
        return condition.truth(new Candidate(envelope, facts)) == Truth.TRUE;
    }

    /** The correlation ID without which no message matches, if the selector demands one by {@code =}. */
    public Optional<String> requiredCorrelationId() {
        return required(Header.CORRELATION_ID);
    }

    /** The message ID without which no message matches, if the selector demands one by {@code =}. */
    public Optional<String> requiredMessageId() {
        return required(Header.MESSAGE_ID);
    }

    /** The selector as it was given. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }

    private Optional<String> required(Header header) {
        return conjuncts(condition)
                .flatMap(each -> each instanceof Comparison comparison
                        ? comparison.requiredText(header).stream()
                        : Stream.empty())
                .findFirst();
    }

    private static Stream<Condition> conjuncts(Condition condition) {
        return condition instanceof And and ? and.terms().stream().flatMap(Selector::conjuncts) : Stream.of(condition);
    }
}
