// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

/** A text that is not a message selector. The message names the place and what was expected there. */
public final class SelectorSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SelectorSyntaxException(String message) {
        super(message);
    }

    SelectorSyntaxException(Token place, String message) {
        super("line " + place.beginLine + ", column " + column(place) + ": " + message);
    }

    /** The scanner places the end at the last character; a reader looks for what is missing behind it. */
    private static int column(Token place) {
        return place.kind == SelectorGrammarConstants.EOF ? place.beginColumn + 1 : place.beginColumn;
    }
}
