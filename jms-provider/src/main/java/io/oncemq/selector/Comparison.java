// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.Optional;

/** Two values and how they should compare. */
record Comparison(Expression left, ComparisonOperator operator, Expression right) implements Condition {
    @Override
    public Truth truth(Candidate candidate) {
        return operator.compare(left.value(candidate), right.value(candidate));
    }

    /** The text that a header must equal for this to be true, if it says so. */
    Optional<String> requiredText(Header header) {
        if (operator != ComparisonOperator.EQUAL) {
            return Optional.empty();
        }
        return requiredText(header, left, right).or(() -> requiredText(header, right, left));
    }

    private static Optional<String> requiredText(Header header, Expression named, Expression text) {
        return named instanceof Identifier identifier
                        && identifier.header().equals(Optional.of(header))
                        && text instanceof StringLiteral literal
                ? Optional.of(literal.text())
                : Optional.empty();
    }
}
