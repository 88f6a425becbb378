// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import org.jspecify.annotations.Nullable;

/** A part of a selector that is true, false or unknown. */
sealed interface Condition extends Expression
        permits And, BooleanLiteral, Comparison, Identifier, In, IsNull, Like, Not, Or {
    Truth truth(Candidate candidate);

    @Override
    default @Nullable Object value(Candidate candidate) {
        return truth(candidate).toBoolean();
    }

    @Override
    default String kind() {
        return "a condition";
    }
}
