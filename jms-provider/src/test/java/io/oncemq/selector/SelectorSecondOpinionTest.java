// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.Envelope;
import io.oncemq.spec.Section;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * The selector judges as an independent, naive evaluation of the same expression does. 1,000 tries of each property by
 * default; 100,000 with {@code -Djqwik.tries.default=100000} (profile {@code fuzz}).
 */
// The generators hold the edges already; combined by jqwik they would leave no try for anything else.
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
@Section({"3.8.1.1", "3.8.1.2"})
class SelectorSecondOpinionTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "s", "t", "yes", "JMSXGroupSeq", "größe");

    @Property
    void conditionsAreJudgedAlike(
            @ForAll("conditions") NaiveExpression condition,
            @ForAll("messages") Map<String, Object> message,
            @ForAll long style)
            throws Exception {
        assertSameJudgement(condition, message, style);
    }

    @Property
    void listOfConditionsIsJudgedAlikeOnOneMessage(
            @ForAll("messages") Map<String, Object> message,
            @ForAll("conditionLists") List<NaiveExpression> conditions,
            @ForAll long style)
            throws Exception {
        for (NaiveExpression condition : conditions) {
            assertSameJudgement(condition, message, style);
        }
    }

    @Property
    void calculationsAreJudgedAlike(
            @ForAll("calculations") NaiveExpression left,
            @ForAll("operators") String operator,
            @ForAll("calculations") NaiveExpression right,
            @ForAll("messages") Map<String, Object> message,
            @ForAll long style)
            throws Exception {
        assertSameJudgement(new NaiveExpression.Compared(left, operator, right), message, style);
    }

    @Property
    void patternsAreJudgedAlike(
            @ForAll("likes") NaiveExpression like, @ForAll("messages") Map<String, Object> message, @ForAll long style)
            throws Exception {
        assertSameJudgement(like, message, style);
    }

    private static void assertSameJudgement(NaiveExpression condition, Map<String, Object> message, long style)
            throws SelectorSyntaxException {
        String text = condition.write(new Random(style));
        Envelope envelope = SelectorMessages.withProperties(message);

        Truth judgement = SelectorMessages.judge(text, envelope);

        Object opinion = condition.value(message);
        Truth expected = opinion instanceof Boolean truth ? Truth.of(truth) : Truth.UNKNOWN;
        assertThat(judgement).as("%s of %s", text, message).isEqualTo(expected);
    }

    @Provide
    Arbitrary<Map<String, Object>> messages() {
        return Arbitraries.maps(Arbitraries.of(NAMES), values()).ofMaxSize(NAMES.size());
    }

    @Provide
    Arbitrary<List<NaiveExpression>> conditionLists() {
        return conditions().list().ofMinSize(4).ofMaxSize(8);
    }

    @Provide
    Arbitrary<NaiveExpression> conditions() {
        return condition(3);
    }

    @Provide
    Arbitrary<NaiveExpression> calculations() {
        return calculation(3);
    }

    @Provide
    Arbitrary<NaiveExpression> likes() {
        Arbitrary<List<String>> patterns = Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of("%", "_")), Tuple.of(4, texts()))
                .list()
                .ofMaxSize(6);
        return Combinators.combine(names(), Arbitraries.of(true, false), patterns)
                .as(NaiveExpression.Like::new);
    }

    @Provide
    Arbitrary<String> operators() {
        return Arbitraries.of("=", "<>", "<", "<=", ">", ">=");
    }

    private Arbitrary<NaiveExpression> condition(int depth) {
        Arbitrary<NaiveExpression> simple = Arbitraries.frequencyOf(
                Tuple.of(1, names().map(name -> name)),
                Tuple.of(1, booleanLiterals()),
                Tuple.of(4, comparison(depth - 1)),
                Tuple.of(2, between()),
                Tuple.of(1, in()),
                Tuple.of(1, likes()),
                Tuple.of(1, Combinators.combine(names(), flags()).as(NaiveExpression.IsNull::new)));
        if (depth == 0) {
            return simple;
        }
        Arbitrary<NaiveExpression> smaller = Arbitraries.lazy(() -> condition(depth - 1));
        return Arbitraries.frequencyOf(
                Tuple.of(2, simple),
                Tuple.of(1, smaller.map(NaiveExpression.Not::new)),
                Tuple.of(3, Combinators.combine(flags(), smaller, smaller).as(NaiveExpression.Logic::new)));
    }

    private Arbitrary<NaiveExpression> comparison(int depth) {
        Arbitrary<NaiveExpression> numeric =
                Combinators.combine(calculation(1), operators(), calculation(1)).as(NaiveExpression.Compared::new);
        Arbitrary<NaiveExpression> anything = Arbitraries.frequencyOf(
                Tuple.of(3, names().map(name -> name)),
                Tuple.of(3, texts().map(text -> new NaiveExpression.Literal(text, NaiveExpression.quoted(text)))),
                Tuple.of(1, booleanLiterals()),
                Tuple.of(1, calculation(1)),
                Tuple.of(1, Arbitraries.lazy(() -> depth < 0 ? booleanLiterals() : condition(depth))));
        Arbitrary<NaiveExpression> equality = Combinators.combine(anything, Arbitraries.of("=", "<>"), anything)
                .as(NaiveExpression.Compared::new);
        return Arbitraries.oneOf(numeric, equality);
    }

    private Arbitrary<NaiveExpression> between() {
        return Combinators.combine(calculation(1), flags(), calculation(1), calculation(1))
                .as(NaiveExpression.Between::new);
    }

    private Arbitrary<NaiveExpression> in() {
        return Combinators.combine(names(), flags(), texts().list().ofMinSize(1).ofMaxSize(4))
                .as(NaiveExpression.In::new);
    }

    private Arbitrary<NaiveExpression> calculation(int depth) {
        Arbitrary<NaiveExpression> simple = Arbitraries.oneOf(names().map(name -> name), numberLiterals());
        if (depth == 0) {
            return simple;
        }
        Arbitrary<NaiveExpression> smaller = Arbitraries.lazy(() -> calculation(depth - 1));
        return Arbitraries.frequencyOf(
                Tuple.of(2, simple),
                Tuple.of(1, smaller.map(NaiveExpression.Negative::new)),
                Tuple.of(
                        3,
                        Combinators.combine(smaller, Arbitraries.of('+', '-', '*', '/'), smaller)
                                .as(NaiveExpression.Calculated::new)));
    }

    private static Arbitrary<Boolean> flags() {
        return Arbitraries.of(true, false);
    }

    private static Arbitrary<NaiveExpression.Name> names() {
        return Arbitraries.of(NAMES).map(NaiveExpression.Name::new);
    }

    private static Arbitrary<NaiveExpression> booleanLiterals() {
        return Arbitraries.of(true, false)
                .map(truth ->
                        new NaiveExpression.Literal(truth, truth.toString().toUpperCase(Locale.ROOT)));
    }

    private static Arbitrary<NaiveExpression> numberLiterals() {
        Arbitrary<NaiveExpression> decimal = wholeNumbers()
                .map(number -> new NaiveExpression.Literal(BigInteger.valueOf(number), number.toString()));
        Arbitrary<NaiveExpression> otherBase = Combinators.combine(
                        wholeNumbers(), Arbitraries.of("0x%X", "0x%xL", "0%o", "0X%xl", "0%oL"))
                .as((number, format) -> new NaiveExpression.Literal(
                        BigInteger.valueOf(number), String.format(Locale.ROOT, format, number)));
        Arbitrary<NaiveExpression> approximate = Arbitraries.of(
                        "0.0",
                        ".5",
                        "2.",
                        "2d",
                        "0.1f",
                        "1e3",
                        "1.5E-3",
                        "9007199254740992.0",
                        "9223372036854775807.0",
                        "1e300")
                .map(text -> new NaiveExpression.Literal(
                        text.endsWith("f") ? (Object) (double) Float.parseFloat(text) : Double.valueOf(text), text));
        return Arbitraries.oneOf(decimal, otherBase, approximate);
    }

    private static Arbitrary<Long> wholeNumbers() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(-3, 12),
                Arbitraries.longs(),
                Arbitraries.of(1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, -1L));
    }

    private static Arbitrary<Object> values() {
        Arbitrary<Double> doubles = Arbitraries.oneOf(
                Arbitraries.of(0.0, -0.0, 0.5, 2.0, 0x1p53, 0x1p63, -0x1p63, 1e300, Double.NaN),
                Arbitraries.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE),
                Arbitraries.doubles());
        return Arbitraries.oneOf(
                Arbitraries.of(true, false).asGeneric(),
                texts().asGeneric(),
                wholeNumbers().asGeneric(),
                wholeNumbers().map(Long::intValue).asGeneric(),
                wholeNumbers().map(Long::shortValue).asGeneric(),
                wholeNumbers().map(Long::byteValue).asGeneric(),
                doubles.asGeneric(),
                doubles.map(Double::floatValue).asGeneric());
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("ab'").ofMaxLength(4),
                Arbitraries.strings().withChars("ab%_!\\'\n").ofMaxLength(5),
                Arbitraries.of("5", "true", "TRUE", "a\ud83d\ude00b", "%a"));
    }
}
