// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import org.jspecify.annotations.Nullable;

/** The four calculations: exact between longs, by Java's doubles otherwise. */
enum ArithmeticOperator {
    PLUS {
        @Override
        long exact(long left, long right) {
            return Math.addExact(left, right);
        }

        @Override
        double approximate(double left, double right) {
            return left + right;
        }
    },
    MINUS {
        @Override
        long exact(long left, long right) {
            return Math.subtractExact(left, right);
        }

        @Override
        double approximate(double left, double right) {
            return left - right;
        }
    },
    TIMES {
        @Override
        long exact(long left, long right) {
            return Math.multiplyExact(left, right);
        }

        @Override
        double approximate(double left, double right) {
            return left * right;
        }
    },
    DIVIDE {
        @Override
        long exact(long left, long right) {
            return right == -1 ? Math.negateExact(left) : left / right;
        }

        @Override
        double approximate(double left, double right) {
            return left / right;
        }
    };

    /** Null, which makes the selector unknown, where the result is no number: divided by zero, or too large. */
    @Nullable
    Number calculate(Number left, Number right) {
        if (left instanceof Long a && right instanceof Long b) {
            try {
                return exact(a, b);
            } catch (ArithmeticException e) {
                // A message must not be able to break the consumer that looks at it.
                return null;
            }
        }
        double result = approximate(left.doubleValue(), right.doubleValue());
        return Double.isFinite(result) ? (Number) result : null;
    }

    /** Throws ArithmeticException if there is no result or none that fits. */
    abstract long exact(long left, long right);

    abstract double approximate(double left, double right);
}
