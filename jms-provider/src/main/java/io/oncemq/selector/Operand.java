// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.List;

/**
 * A part of a selector that the grammar has read, on its way into a larger part. Refuses what the grammar lets through
 * but the specification does not: a text where a number must stand, a number where a condition must stand.
 *
 * @param start where it begins
 */
record Operand(Expression expression, Token start) {
    static Operand identifier(Token name) throws SelectorSyntaxException {
        return new Operand(Identifier.read(name), name);
    }

    static Operand string(Token literal) {
        return new Operand(new StringLiteral(StringLiteral.unquote(literal.image)), literal);
    }

    static Operand decimal(Token start, String digits) throws SelectorSyntaxException {
        return new Operand(NumberLiteral.decimal(start, digits), start);
    }

    static Operand exact(Token literal, String digits, int radix) throws SelectorSyntaxException {
        return new Operand(NumberLiteral.exact(literal, digits, radix), literal);
    }

    static Operand approximate(Token literal) throws SelectorSyntaxException {
        return new Operand(NumberLiteral.approximate(literal), literal);
    }

    static Operand anyOf(List<Operand> terms) throws SelectorSyntaxException {
        return terms.size() == 1 ? terms.get(0) : terms.get(0).with(new Or(conditions(terms)));
    }

    static Operand allOf(List<Operand> terms) throws SelectorSyntaxException {
        return terms.size() == 1 ? terms.get(0) : terms.get(0).with(new And(conditions(terms)));
    }

    Operand not() throws SelectorSyntaxException {
        return with(new Not(condition()));
    }

    Operand compare(ComparisonOperator operator, Operand other) throws SelectorSyntaxException {
        return operator.isOrder()
                ? with(new Comparison(numeric(), operator, other.numeric()))
                : with(new Comparison(expression, operator, other.expression));
    }

    /** The specification defines BETWEEN by the comparisons it stands for. */
    Operand between(boolean inverted, Operand low, Operand high) throws SelectorSyntaxException {
        Numeric value = numeric();
        return inverted
                ? with(new Or(List.of(
                        new Comparison(value, ComparisonOperator.LESS, low.numeric()),
                        new Comparison(value, ComparisonOperator.GREATER, high.numeric()))))
                : with(new And(List.of(
                        new Comparison(value, ComparisonOperator.AT_LEAST, low.numeric()),
                        new Comparison(value, ComparisonOperator.AT_MOST, high.numeric()))));
    }

    Operand in(boolean inverted, List<String> strings) throws SelectorSyntaxException {
        return with(new In(identifier(), inverted, strings));
    }

    Operand like(boolean inverted, LikePattern pattern) throws SelectorSyntaxException {
        return with(new Like(identifier(), inverted, pattern));
    }

    Operand isNull(boolean inverted) throws SelectorSyntaxException {
        return with(new IsNull(identifier(), inverted));
    }

    Arithmetic.Step step(ArithmeticOperator operator) throws SelectorSyntaxException {
        return new Arithmetic.Step(operator, numeric());
    }

    Operand calculate(List<Arithmetic.Step> steps) throws SelectorSyntaxException {
        return steps.isEmpty() ? this : with(new Arithmetic(numeric(), steps));
    }

    Operand negative(Token sign) throws SelectorSyntaxException {
        return new Operand(new Signed(true, numeric()), sign);
    }

    Operand positive(Token sign) throws SelectorSyntaxException {
        return new Operand(new Signed(false, numeric()), sign);
    }

    Condition condition() throws SelectorSyntaxException {
        if (expression instanceof Condition condition) {
            return condition;
        }
        throw unexpected("a condition");
    }

    private Numeric numeric() throws SelectorSyntaxException {
        if (expression instanceof Numeric numeric) {
            return numeric;
        }
        throw unexpected("a number or a name");
    }

    private Identifier identifier() throws SelectorSyntaxException {
        if (expression instanceof Identifier identifier) {
            return identifier;
        }
        throw unexpected("a name");
    }

    private Operand with(Expression larger) {
        return new Operand(larger, start);
    }

    private SelectorSyntaxException unexpected(String expected) {
        return new SelectorSyntaxException(start, "expected " + expected + "; found " + expression.kind());
    }

    private static List<Condition> conditions(List<Operand> terms) throws SelectorSyntaxException {
        Condition[] conditions = new Condition[terms.size()];
        for (int i = 0; i < conditions.length; i++) {
            conditions[i] = terms.get(i).condition();
        }
        return List.of(conditions);
    }
}
