// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import org.jspecify.annotations.Nullable;

/** A number with a sign of its own. A plus changes nothing, but what it stands before must be a number. */
record Signed(boolean negative, Numeric operand) implements Numeric {
    @Override
    public @Nullable Number number(Candidate candidate) {
        Number number = operand.number(candidate);
        if (number == null || !negative) {
            return number;
        }
        if (number instanceof Long exact) {
            return ArithmeticOperator.MINUS.calculate(0L, exact);
        }
        return -number.doubleValue();
    }
}
