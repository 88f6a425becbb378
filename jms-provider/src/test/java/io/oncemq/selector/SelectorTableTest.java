// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.Envelope;
import io.oncemq.spec.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 3.8 by example; the examples are in selectors.txt. */
@Section({"3.8.1.1", "3.8.1.2", "3.8.1.3"})
class SelectorTableTest {
    private static final Pattern COLUMNS = Pattern.compile("(\\w+) +(.*)");

    @ParameterizedTest(name = "{0}")
    @MethodSource("judgements")
    void selectorJudgesAsTheTableSays(Row row) throws Exception {
        Truth truth = SelectorMessages.judge(row.text, row.message, row.facts);

        assertThat(truth).isEqualTo(Truth.valueOf(row.verdict.toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void textIsRefusedWithTheReasonTheTableGives(Row row) {
        String[] textAndReason = row.text.split(" +--> +", 2);

        assertThatThrownBy(() -> Selector.parse(textAndReason[0]))
                .isInstanceOf(SelectorSyntaxException.class)
                .hasMessageMatching("line \\d+, column \\d+: [^\\x00]+")
                .hasMessageContaining(textAndReason[1]);
    }

    @Test
    void theTableIsLong() throws Exception {
        assertThat(rows()).hasSizeGreaterThan(600);
    }

    static Stream<Row> judgements() throws IOException {
        return rows().stream().filter(row -> !row.verdict.equals("refused"));
    }

    static Stream<Row> refusals() throws IOException {
        return rows().stream().filter(row -> row.verdict.equals("refused"));
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        Envelope message = SelectorMessages.builder().build();
        SelectorFacts facts = SelectorMessages.facts("ID:1", 1);
        int lineNumber = 0;
        for (String line : lines()) {
            lineNumber++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var columns = COLUMNS.matcher(line);
            assertThat(columns.matches()).as("line %s", lineNumber).isTrue();
            if (columns.group(1).equals("message")) {
                Map<String, String> described = describedMessage(columns.group(2));
                message = message(described);
                facts = SelectorMessages.facts(
                        described.getOrDefault("JMSMessageID", "ID:1"),
                        Integer.parseInt(described.getOrDefault("JMSXDeliveryCount", "1")));
            } else {
                rows.add(new Row(lineNumber, columns.group(1), columns.group(2), message, facts));
            }
        }
        return rows;
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = SelectorTableTest.class.getResourceAsStream("selectors.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static Map<String, String> describedMessage(String text) {
        Map<String, String> described = new HashMap<>();
        for (String field : text.split(" \\| ", -1)) {
            String[] nameAndValue = field.split("=", 2);
            described.put(nameAndValue[0], nameAndValue[1]);
        }
        return described;
    }

    private static Envelope message(Map<String, String> described) {
        Envelope.Builder builder = SelectorMessages.builder();
        Map<String, Object> properties = new HashMap<>();
        described.forEach((name, value) -> {
            switch (name) {
                case "JMSDeliveryMode" -> builder.persistent(value.equals("PERSISTENT"));
                case "JMSPriority" -> builder.priority(Integer.parseInt(value));
                case "JMSTimestamp" -> builder.sentAt(Long.parseLong(value));
                case "JMSCorrelationID" -> builder.correlationId(value);
                case "JMSType" -> builder.type(value);
                case "JMSMessageID", "JMSXDeliveryCount" -> {}
                default -> properties.put(name, property(value));
            }
        });
        return builder.properties(properties).build();
    }

    private static Object property(String described) {
        String[] typeAndText = described.split(" ", 2);
        return switch (typeAndText[0]) {
            case "boolean" -> Boolean.valueOf(typeAndText[1]);
            case "byte" -> Byte.valueOf(typeAndText[1]);
            case "short" -> Short.valueOf(typeAndText[1]);
            case "int" -> Integer.valueOf(typeAndText[1]);
            case "long" -> Long.valueOf(typeAndText[1]);
            case "float" -> Float.valueOf(typeAndText[1]);
            case "double" -> Double.valueOf(typeAndText[1]);
            case "string" -> typeAndText[1];
            case "empty" -> "";
            default -> throw new IllegalArgumentException(described);
        };
    }

    record Row(int lineNumber, String verdict, String text, Envelope message, SelectorFacts facts) {
        @Override
        public String toString() {
            return lineNumber + ": " + verdict + " " + text;
        }
    }
}
