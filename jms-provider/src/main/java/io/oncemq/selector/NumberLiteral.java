// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

/** A number as written: a Long if exact, a Double if approximate. */
record NumberLiteral(Number number) implements Numeric {
    /** Digits with an optional sign before and an optional L behind them. */
    static NumberLiteral decimal(Token place, String digits) throws SelectorSyntaxException {
        try {
            return new NumberLiteral(Long.parseLong(withoutSuffix(digits)));
        } catch (NumberFormatException e) {
            throw outOfRange(place, "long");
        }
    }

    /** Digits of another base, without their prefix. They are the bits of a long, as in Java: the topmost is its sign. */
    static NumberLiteral exact(Token place, String digits, int radix) throws SelectorSyntaxException {
        try {
            return new NumberLiteral(Long.parseUnsignedLong(withoutSuffix(digits), radix));
        } catch (NumberFormatException e) {
            throw outOfRange(place, "long");
        }
    }

    /** A number with a point, an exponent or a suffix; an F makes it as coarse as the float it will be compared with. */
    static NumberLiteral approximate(Token literal) throws SelectorSyntaxException {
        boolean coarse = literal.image.endsWith("f") || literal.image.endsWith("F");
        double number = coarse ? Float.parseFloat(literal.image) : Double.parseDouble(literal.image);
        if (Double.isInfinite(number)) {
            throw outOfRange(literal, coarse ? "float" : "double");
        }
        return new NumberLiteral(number);
    }

    @Override
    public Number number(Candidate candidate) {
        return number;
    }

    private static String withoutSuffix(String digits) {
        return digits.endsWith("l") || digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits;
    }

    private static SelectorSyntaxException outOfRange(Token place, String type) {
        return new SelectorSyntaxException(place, "expected a number in the range of a Java " + type);
    }
}
