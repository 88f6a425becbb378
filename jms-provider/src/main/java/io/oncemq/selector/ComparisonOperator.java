// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import org.jspecify.annotations.Nullable;

/** How two values may compare. Only like values do: numbers with numbers, strings with strings, booleans with booleans. */
enum ComparisonOperator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST;

    /** Whether it asks for an order, which only numbers have here. */
    boolean isOrder() {
        return this != EQUAL && this != NOT_EQUAL;
    }

    /** Unknown if one value is NULL; false, even for {@code <>}, if they cannot be compared. */
    Truth compare(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Truth.UNKNOWN;
        }
        if (left instanceof Number a && right instanceof Number b) {
            return Truth.of(holds(a, b));
        }
        if (isOrder() || left.getClass() != right.getClass()) {
            return Truth.FALSE;
        }
        return Truth.of(left.equals(right) == (this == EQUAL));
    }

    private boolean holds(Number left, Number right) {
        if (Double.isNaN(left.doubleValue()) || Double.isNaN(right.doubleValue())) {
            return this == NOT_EQUAL;
        }
        int order = order(left, right);
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
        };
    }

    private static int order(Number left, Number right) {
        if (left instanceof Long a) {
            return right instanceof Long b ? Long.compare(a, b) : orderMixed(a, right.doubleValue());
        }
        if (right instanceof Long b) {
            return -orderMixed(b, left.doubleValue());
        }
        return orderDoubles(left.doubleValue(), right.doubleValue());
    }

    /** Java's own {@code <}: unlike {@code Double.compare}, it has only one zero. */
    private static int orderDoubles(double left, double right) {
        return left < right ? -1 : left > right ? 1 : 0;
    }

    /** By value: as a double, a long would lose digits. */
    private static int orderMixed(long left, double right) {
        if (right >= 0x1p63) {
            return -1;
        }
        // At most the smallest long: what the cast cuts off, be it a fraction or all of a huge number, decides.
        long whole = (long) right;
        return left != whole ? Long.compare(left, whole) : orderDoubles(0.0, right - whole);
    }
}
