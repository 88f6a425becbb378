// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of a header or property. What it holds is known only when a message is there, so it may stand for a
 * condition as well as for a number or text.
 */
record Identifier(String name, Optional<Header> header) implements Condition, Numeric {
    static Identifier read(Token token) throws SelectorSyntaxException {
        String name = token.image;
        if (!isJavaIdentifier(name)) {
            throw new SelectorSyntaxException(token, "expected a name of letters and digits; found " + name);
        }
        Optional<Header> header = Header.named(name);
        if (header.isEmpty() && name.startsWith("JMS") && !name.startsWith("JMSX") && !name.startsWith("JMS_")) {
            throw new SelectorSyntaxException(
                    token, "expected a property or a header that selectors may name; found " + name);
        }
        return new Identifier(name, header);
    }

    @Override
    public @Nullable Object value(Candidate candidate) {
        if (header.isPresent()) {
            return header.get().of(candidate);
        }
        Object value = candidate.envelope().properties().get(name);
        if (value instanceof Float || value instanceof Double) {
            return ((Number) value).doubleValue();
        }
        return value instanceof Number number ? (Object) number.longValue() : value;
    }

    @Override
    public Truth truth(Candidate candidate) {
        return value(candidate) instanceof Boolean value ? Truth.of(value) : Truth.UNKNOWN;
    }

    @Override
    public @Nullable Number number(Candidate candidate) {
        return value(candidate) instanceof Number number ? number : null;
    }

    @Override
    public String kind() {
        return "a name";
    }

    private static boolean isJavaIdentifier(String name) {
        return Character.isJavaIdentifierStart(name.codePointAt(0))
                && name.codePoints().allMatch(Character::isJavaIdentifierPart);
    }
}
