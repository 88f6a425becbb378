// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A selector that judges itself as directly as the specification is written, and writes itself down: a second opinion
 * on the product. Shares no code with it: numbers are BigInteger or Double, LIKE is a regular expression, truth is a
 * Boolean or null.
 */
interface NaiveExpression {
    @Nullable
    Object value(Map<String, Object> message);

    /** What binds less than its surroundings goes into parentheses: OR 1, AND 2, NOT 3, =... 4, + 5, * 6, sign 7, atom 8. */
    int binding();

    String write(Random style);

    default String write(Random style, int surroundings) {
        String text = write(style);
        boolean parentheses = binding() < surroundings || style.nextInt(12) == 0;
        return parentheses ? "(" + text + ")" : text;
    }

    static String word(Random style, String keyword) {
        return style.nextInt(4) == 0 ? keyword.toLowerCase(Locale.ROOT) : keyword;
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** TRUE, FALSE, a string, a number; how it is written is given. */
    record Literal(Object literal, String text) implements NaiveExpression {
        @Override
        public Object value(Map<String, Object> message) {
            return literal;
        }

        @Override
        public int binding() {
            return 8;
        }

        @Override
        public String write(Random style) {
            return text;
        }
    }

    record Name(String name) implements NaiveExpression {
        @Override
        public @Nullable Object value(Map<String, Object> message) {
            Object value = message.get(name);
            if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
                return new BigInteger(value.toString());
            }
            return value instanceof Float number ? (Object) (double) (float) number : value;
        }

        @Override
        public int binding() {
            return 8;
        }

        @Override
        public String write(Random style) {
            return name;
        }
    }

    record Not(NaiveExpression term) implements NaiveExpression {
        @Override
        public @Nullable Object value(Map<String, Object> message) {
            return term.value(message) instanceof Boolean truth ? !truth : null;
        }

        @Override
        public int binding() {
            return 3;
        }

        @Override
        public String write(Random style) {
            return word(style, "NOT") + " " + term.write(style, 3);
        }
    }

    /** AND, or else OR, by their truth tables. */
    record Logic(boolean and, NaiveExpression left, NaiveExpression right) implements NaiveExpression {
        @Override
        public @Nullable Object value(Map<String, Object> message) {
            // Each decides alone if it has this value; otherwise both must be known.
            Boolean decisive = !and;
            Object a = left.value(message);
            Object b = right.value(message);
            if (decisive.equals(a) || decisive.equals(b)) {
                return decisive;
            }
            return (a instanceof Boolean && b instanceof Boolean) ? and : null;
        }

        @Override
        public int binding() {
            return and ? 2 : 1;
        }

        @Override
        public String write(Random style) {
            return left.write(style, binding()) + " " + word(style, and ? "AND" : "OR") + " "
                    + right.write(style, binding() + style.nextInt(2));
        }
    }

    record Compared(NaiveExpression left, String operator, NaiveExpression right) implements NaiveExpression {
        @Override
        public @Nullable Object value(Map<String, Object> message) {
            return compare(left.value(message), operator, right.value(message));
        }

        @Override
        public int binding() {
            return 4;
        }

        @Override
        public String write(Random style) {
            String space = style.nextBoolean() ? " " : "";
            return left.write(style, 5) + space + operator + space + right.write(style, 5);
        }

        static @Nullable Boolean compare(@Nullable Object a, String operator, @Nullable Object b) {
            if (a == null || b == null) {
                return null;
            }
            if (a instanceof Number x && b instanceof Number y) {
                return compareNumbers(x, operator, y);
            }
            boolean alike =
                    (a instanceof String && b instanceof String) || (a instanceof Boolean && b instanceof Boolean);
            return switch (operator) {
                case "=" -> alike && a.equals(b);
                case "<>" -> alike && !a.equals(b);
                default -> false;
            };
        }

        private static boolean compareNumbers(Number a, String operator, Number b) {
            double x = a.doubleValue();
            double y = b.doubleValue();
            if (Double.isNaN(x) || Double.isNaN(y)) {
                return operator.equals("<>");
            }
            int order =
                    Double.isInfinite(x) || Double.isInfinite(y) ? Double.compare(x, y) : exact(a).compareTo(exact(b));
            return switch (operator) {
                case "=" -> order == 0;
                case "<>" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }

        private static BigDecimal exact(Number number) {
            return number instanceof BigInteger whole ? new BigDecimal(whole) : new BigDecimal(number.doubleValue());
        }
    }

    record Between(NaiveExpression middle, boolean not, NaiveExpression low, NaiveExpression high)
            implements NaiveExpression {
        @Override
        public @Nullable Object value(Map<String, Object> message) {
            Logic meaning = not
                    ? new Logic(false, new Compared(middle, "<", low), new Compared(middle, ">", high))
                    : new Logic(true, new Compared(middle, ">=", low), new Compared(middle, "<=", high));
            return meaning.value(message);
        }

        @Override
        public int binding() {
            return 4;
        }

        @Override
        public String write(Random style) {
            return middle.write(style, 5) + (not ? " " + word(style, "NOT") : "") + " " + word(style, "BETWEEN") + " "
                    + low.write(style, 5) + " " + word(style, "AND") + " " + high.write(style, 5);
        }
    }

    record In(Name name, boolean not, List<String> strings) implements NaiveExpression {
        @Override
        public @Nullable Object value(Map<String, Object> message) {
            Object value = name.value(message);
            return value == null ? null : (Object) (value instanceof String && strings.contains(value) != not);
        }

        @Override
        public int binding() {
            return 4;
        }

        @Override
        public String write(Random style) {
            String list = strings.stream().map(NaiveExpression::quoted).collect(Collectors.joining(","));
            return name.write(style, 5) + (not ? " " + word(style, "NOT") : "") + " " + word(style, "IN") + " (" + list
                    + ")";
        }
    }

    /** The pattern is a list of parts: "%" and "_" are what they are in LIKE, any other text stands for itself. */
    record Like(Name name, boolean not, List<String> pattern) implements NaiveExpression {
        @Override
        public @Nullable Object value(Map<String, Object> message) {
            Object value = name.value(message);
            String regex = pattern.stream()
                    .map(part -> part.equals("%") ? ".*" : part.equals("_") ? "." : Pattern.quote(part))
                    .collect(Collectors.joining());
            return value == null
                    ? null
                    : (Object) (value instanceof String text
                            && Pattern.compile(regex, Pattern.DOTALL)
                                            .matcher(text)
                                            .matches()
                                    != not);
        }

        @Override
        public int binding() {
            return 4;
        }

        /** Text that holds a special character is written with an escape. */
        @Override
        public String write(Random style) {
            boolean escape =
                    style.nextBoolean() || pattern.stream().anyMatch(part -> part.matches("(?s).+[%_].*|.*[%_].+"));
            String written = pattern.stream()
                    .map(part ->
                            part.equals("%") || part.equals("_") || !escape ? part : part.replaceAll("[!%_]", "!$0"))
                    .collect(Collectors.joining());
            return name.write(style, 5) + (not ? " " + word(style, "NOT") : "") + " " + word(style, "LIKE") + " "
                    + quoted(written) + (escape ? " " + word(style, "ESCAPE") + " '!'" : "");
        }
    }

    record IsNull(Name name, boolean not) implements NaiveExpression {
        @Override
        public Object value(Map<String, Object> message) {
            return (name.value(message) == null) != not;
        }

        @Override
        public int binding() {
            return 4;
        }

        @Override
        public String write(Random style) {
            return name.write(style, 5) + " " + word(style, "IS") + (not ? " " + word(style, "NOT") : "") + " "
                    + word(style, "NULL");
        }
    }

    record Calculated(NaiveExpression left, char operator, NaiveExpression right) implements NaiveExpression {
        private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
        private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

        @Override
        public @Nullable Object value(Map<String, Object> message) {
            return left.value(message) instanceof Number a && right.value(message) instanceof Number b
                    ? calculate(a, operator, b)
                    : null;
        }

        @Override
        public int binding() {
            return operator == '+' || operator == '-' ? 5 : 6;
        }

        @Override
        public String write(Random style) {
            String space = style.nextBoolean() ? " " : "";
            return left.write(style, binding()) + space + operator + space + right.write(style, binding() + 1);
        }

        static @Nullable Object calculate(Number a, char operator, Number b) {
            if (a instanceof BigInteger x && b instanceof BigInteger y) {
                if (operator == '/' && y.signum() == 0) {
                    return null;
                }
                BigInteger result =
                        switch (operator) {
                            case '+' -> x.add(y);
                            case '-' -> x.subtract(y);
                            case '*' -> x.multiply(y);
                            default -> x.divide(y);
                        };
                return result.compareTo(LEAST) < 0 || result.compareTo(MOST) > 0 ? null : result;
            }
            double x = a.doubleValue();
            double y = b.doubleValue();
            double result =
                    switch (operator) {
                        case '+' -> x + y;
                        case '-' -> x - y;
                        case '*' -> x * y;
                        default -> x / y;
                    };
            return Double.isNaN(result) || Double.isInfinite(result) ? null : (Object) result;
        }
    }

    record Negative(NaiveExpression operand) implements NaiveExpression {
        @Override
        public @Nullable Object value(Map<String, Object> message) {
            Object value = operand.value(message);
            if (value instanceof BigInteger whole) {
                return Calculated.calculate(BigInteger.ZERO, '-', whole);
            }
            return value instanceof Double number ? (Object) (-number) : null;
        }

        @Override
        public int binding() {
            return 7;
        }

        @Override
        public String write(Random style) {
            return "-" + operand.write(style, 7);
        }
    }
}
