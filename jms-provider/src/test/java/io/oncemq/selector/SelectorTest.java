// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.Envelope;
import io.oncemq.spec.Section;
import java.util.Map;
import org.junit.jupiter.api.Test;

@Section("3.8.1")
class SelectorTest {
    @Test
    void textIsKeptAsItWasGiven() throws Exception {
        assertThat(Selector.parse(" a  = 1 ").text()).isEqualTo(" a  = 1 ");
        assertThat(Selector.parse(" a  = 1 ")).hasToString(" a  = 1 ");
    }

    @Test
    void everyLineTerminatorAndBlankSeparates() throws Exception {
        Envelope message = SelectorMessages.withProperties(Map.of("a", 1));

        assertThat(SelectorMessages.judge("\ta\n=\r\n1\fAND\rTRUE ", message)).isEqualTo(Truth.TRUE);
    }

    @Test
    void stringKeepsItsLineTerminators() throws Exception {
        Envelope message = SelectorMessages.withProperties(Map.of("s", "a\r\n\tb"));

        assertThat(SelectorMessages.judge("s = 'a\r\n\tb'", message)).isEqualTo(Truth.TRUE);
        assertThat(SelectorMessages.judge("s LIKE 'a____'", message)).isEqualTo(Truth.TRUE);
        assertThat(SelectorMessages.judge("s LIKE 'a%b'", message)).isEqualTo(Truth.TRUE);
    }

    @Test
    void refusalNamesTheLineAndCountsATabAsOneColumn() {
        assertThatThrownBy(() -> Selector.parse("a = 1\nAND\tb ! 2"))
                .isInstanceOf(SelectorSyntaxException.class)
                .hasMessageStartingWith("line 2, column 7: expected the end, AND, ");
    }

    @Test
    void refusalQuotesOnlyTheStartOfALongWord() {
        assertThatThrownBy(() -> Selector.parse("a = 1 " + "b".repeat(5_000)))
                .isInstanceOf(SelectorSyntaxException.class)
                .hasMessageEndingWith("found " + "b".repeat(40) + "...");
    }

    @Test
    void emptyTextIsRefusedIfTheCallerLetsItThrough() {
        assertThatThrownBy(() -> Selector.parse(""))
                .isInstanceOf(SelectorSyntaxException.class)
                .hasMessageEndingWith("found the end");
    }

    @Test
    void correlationIdOfBytesIsNull() throws Exception {
        Envelope message =
                SelectorMessages.builder().correlationIdBytes(new byte[] {120}).build();

        assertThat(SelectorMessages.judge("JMSCorrelationID IS NULL", message)).isEqualTo(Truth.TRUE);
        assertThat(SelectorMessages.judge("JMSCorrelationID = 'x'", message)).isEqualTo(Truth.UNKNOWN);
    }

    @Test
    void factsAreAskedOnlyIfNamed() throws Exception {
        SelectorFacts silent = new SelectorFacts() {
            @Override
            public String messageId() {
                throw new AssertionError("asked for the message ID");
            }

            @Override
            public int deliveryCount() {
                throw new AssertionError("asked for the delivery count");
            }
        };

        assertThat(Selector.parse("JMSPriority = 4 AND a IS NULL")
                        .matches(SelectorMessages.builder().build(), silent))
                .isTrue();
    }
}
