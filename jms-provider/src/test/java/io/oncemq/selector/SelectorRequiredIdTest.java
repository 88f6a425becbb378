// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine may look a message up by an ID only if no other message can match. */
class SelectorRequiredIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "JMSCorrelationID = 'it''s'",
                "'it''s' = JMSCorrelationID",
                "(JMSCorrelationID) = ('it''s')",
                "(((JMSCorrelationID = 'it''s')))",
                "JMSCorrelationID = 'it''s' AND a = 1",
                "a = 1 AND (b OR c) AND JMSCorrelationID = 'it''s'",
                "a = 1 AND (b = 2 AND (c AND JMSCorrelationID = 'it''s'))",
                "JMSCorrelationID = 'it''s' AND JMSCorrelationID = 'other'",
            })
    void correlationIdIsRequiredByTheWholeOrByATermOfTheTopmostAnd(String text) throws Exception {
        assertThat(Selector.parse(text).requiredCorrelationId()).contains("it's");
        assertThat(Selector.parse(text).requiredMessageId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JMSCorrelationID <> 'x'",
                "JMSCorrelationID LIKE 'x'",
                "JMSCorrelationID IN ('x', 'y')",
                "JMSCorrelationID IS NOT NULL",
                "NOT JMSCorrelationID = 'x'",
                "JMSCorrelationID = 'x' OR a = 1",
                "a = 1 AND (b OR JMSCorrelationID = 'x')",
                "NOT (JMSCorrelationID = 'x' AND a = 1)",
                "(JMSCorrelationID = 'x') = FALSE",
                "JMSCorrelationID = JMSMessageID",
                "JMSCorrelationID = 5",
                "JMSCorrelationID = a",
                "JMSType = 'x'",
                "a = 'x'",
                "JMSXGroupID = 'x'",
                "TRUE",
            })
    void nothingIsRequiredWhereAnotherValueMayMatch(String text) throws Exception {
        assertThat(Selector.parse(text).requiredCorrelationId()).isEmpty();
        assertThat(Selector.parse(text).requiredMessageId()).isEmpty();
    }

    @Test
    void bothIdsMayBeRequired() throws Exception {
        Selector selector = Selector.parse("JMSMessageID = 'ID:1' AND JMSCorrelationID = 'c' AND a > 5");

        assertThat(selector.requiredMessageId()).contains("ID:1");
        assertThat(selector.requiredCorrelationId()).contains("c");
    }
}
