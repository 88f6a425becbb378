// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Property names (specification, 3.5.1, 3.5.9 and 3.8.1.1)")
@Section("3.5.1")
class PropertyNamesTest {
    private final JmsMessage message = new JmsMessage();

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "_a", "$a", "a1", "COM_SUN_JMS_TESTNAME", "\u00e9t\u00e9", "nullable", "ins", "JMS_ACME_x"})
    void anIdentifierIsAccepted(String name) throws JMSException {
        message.setStringProperty(name, "x");

        assertThat(message.getStringProperty(name)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "1a", "a b", "a-b", "a.b", "a'", "NULL", "null", "TRUE", "false", "Not", "and", "OR",
                "between", "LIKE", "in", "Is", "escape"
            })
    void whatASelectorCouldNotNameIsRefused(String name) {
        assertThatThrownBy(() -> message.setStringProperty(name, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message.setObjectProperty(name, null)).isInstanceOf(IllegalArgumentException.class);
        assertThat(message.getPropertyNames().hasMoreElements()).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway") // what an application may do
    void aNullNameIsRefusedWhenSetAndUnknownWhenRead() throws JMSException {
        assertThatThrownBy(() -> message.setIntProperty(null, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(message.propertyExists(null)).isFalse();
        assertThat(message.getObjectProperty(null)).isNull();
        assertThat(Sent.received(message).getStringProperty(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JMSXDeliveryCount",
                "JMSXUserID",
                "JMSXAppID",
                "JMSXProducerTXID",
                "JMSXConsumerTXID",
                "JMSXRcvTimestamp",
                "JMSX",
                "JMSPriority",
                "JMSfoo",
                "JMS",
                "JMS_OnceMQ_x"
            })
    void theProvidersNamesCannotBeSet(String name) {
        assertThatThrownBy(() -> message.setObjectProperty(name, 1))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining(name);
    }

    @Test
    void theGroupPropertiesHaveTheirTypes() throws JMSException {
        message.setStringProperty("JMSXGroupID", "g");
        message.setIntProperty("JMSXGroupSeq", 3);

        assertThat(message.getStringProperty("JMSXGroupID")).isEqualTo("g");
        assertThat(message.getIntProperty("JMSXGroupSeq")).isEqualTo(3);
        assertThatThrownBy(() -> message.setIntProperty("JMSXGroupID", 1)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.setStringProperty("JMSXGroupSeq", "1"))
                .isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.setLongProperty("JMSXGroupSeq", 1)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.setObjectProperty("JMSXGroupSeq", null))
                .isInstanceOf(MessageFormatException.class);
    }

    @Test
    void namesAreListedInTheOrderInWhichTheyWereSet() throws JMSException {
        message.setIntProperty("b", 1);
        message.setIntProperty("a", 2);
        message.setObjectProperty("nothing", null);

        assertThat(Collections.list(message.getPropertyNames())).containsExactly("b", "a", "nothing");
        assertThat(message.propertyExists("nothing")).isTrue();
        assertThat(message.propertyExists("c")).isFalse();
    }

    @Test
    void aListOfNamesSurvivesChanges() throws JMSException {
        message.setIntProperty("a", 1);
        Enumeration<String> names = message.getPropertyNames();
        message.setIntProperty("b", 1);

        assertThat(Collections.list(names)).containsExactly("a");
    }

    @Test
    @DisplayName("JMSXDeliveryCount is set on every received message (3.5.11)")
    void theDeliveryCountIsAPropertyOfReceivedMessages() throws JMSException {
        message.setIntProperty("a", 1);
        JmsMessage received = MessageFactory.received(
                Sent.stored(message), "ID:1", 3, true, new Sent.Context(ObjectMessagePolicy.DEFAULTS));

        assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(3);
        assertThat(received.getLongProperty("JMSXDeliveryCount")).isEqualTo(3);
        assertThat(received.getStringProperty("JMSXDeliveryCount")).isEqualTo("3");
        assertThat(received.getObjectProperty("JMSXDeliveryCount")).isEqualTo(3);
        assertThat(received.propertyExists("JMSXDeliveryCount")).isTrue();
        assertThat(Collections.list(received.getPropertyNames())).containsExactly("a", "JMSXDeliveryCount");
        assertThat(message.propertyExists("JMSXDeliveryCount")).isFalse();
    }

    @Test
    void theDeliveryCountIsNotForwarded() throws JMSException {
        assertThat(Sent.stored(Sent.received(message)).properties()).isEmpty();
    }
}
