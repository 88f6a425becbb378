// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sum or product, calculated from left to right; a flat list, so that a long chain needs no deep stack. */
record Arithmetic(Numeric first, List<Step> steps) implements Numeric {
    Arithmetic {
        steps = List.copyOf(steps);
    }

    @Override
    public @Nullable Number number(Candidate candidate) {
        Number result = first.number(candidate);
        for (Step step : steps) {
            Number next = step.operand.number(candidate);
            if (result == null || next == null) {
                return null;
            }
            result = step.operator.calculate(result, next);
        }
        return result;
    }

    /** What is done to the result so far. */
    record Step(ArithmeticOperator operator, Numeric operand) {}
}
