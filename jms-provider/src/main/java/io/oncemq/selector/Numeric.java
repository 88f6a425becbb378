// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import org.jspecify.annotations.Nullable;

/** A part of a selector that is a number, or may turn out to be one. */
sealed interface Numeric extends Expression permits Arithmetic, Identifier, NumberLiteral, Signed {
    /** A Long or Double; null if there is no such number. */
    @Nullable
    Number number(Candidate candidate);

    @Override
    default @Nullable Object value(Candidate candidate) {
        return number(candidate);
    }

    @Override
    default String kind() {
        return "a number";
    }
}
