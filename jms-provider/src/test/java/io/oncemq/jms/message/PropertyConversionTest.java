// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Property value conversion (specification, 3.5.4)")
@Section("3.5.4")
class PropertyConversionTest {
    /** Columns of the table in their order. */
    private static Map<String, Reading> readings(JmsMessage message, String name) {
        Map<String, Reading> readings = new LinkedHashMap<>();
        readings.put("boolean", () -> message.getBooleanProperty(name));
        readings.put("byte", () -> message.getByteProperty(name));
        readings.put("short", () -> message.getShortProperty(name));
        readings.put("int", () -> message.getIntProperty(name));
        readings.put("long", () -> message.getLongProperty(name));
        readings.put("float", () -> message.getFloatProperty(name));
        readings.put("double", () -> message.getDoubleProperty(name));
        readings.put("String", () -> message.getStringProperty(name));
        readings.put("Object", () -> message.getObjectProperty(name));
        return readings;
    }

    private static JmsMessage everyType() throws JMSException {
        JmsMessage message = new JmsMessage();
        message.setBooleanProperty("aBoolean", true);
        message.setByteProperty("aByte", (byte) 7);
        message.setShortProperty("aShort", (short) 7);
        message.setIntProperty("anInt", 7);
        message.setLongProperty("aLong", 7);
        message.setFloatProperty("aFloat", 1.5f);
        message.setDoubleProperty("aDouble", 1.5);
        message.setStringProperty("aString", "7");
        return message;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aValueIsReadAsTheTypesOfTheTableAndNoOther(boolean received) throws JMSException {
        JmsMessage message = received ? Sent.received(everyType()) : everyType();

        assertRow(message, "aBoolean", Map.of("boolean", true, "String", "true", "Object", true));
        assertRow(
                message,
                "aByte",
                Map.of("byte", (byte) 7, "short", (short) 7, "int", 7, "long", 7L, "String", "7", "Object", (byte) 7));
        assertRow(message, "aShort", Map.of("short", (short) 7, "int", 7, "long", 7L, "String", "7", "Object", (short)
                7));
        assertRow(message, "anInt", Map.of("int", 7, "long", 7L, "String", "7", "Object", 7));
        assertRow(message, "aLong", Map.of("long", 7L, "String", "7", "Object", 7L));
        assertRow(message, "aFloat", Map.of("float", 1.5f, "double", 1.5, "String", "1.5", "Object", 1.5f));
        assertRow(message, "aDouble", Map.of("double", 1.5, "String", "1.5", "Object", 1.5));
        assertRow(
                message,
                "aString",
                Map.of(
                        "boolean", false, "byte", (byte) 7, "short", (short) 7, "int", 7, "long", 7L, "float", 7f,
                        "double", 7.0, "String", "7", "Object", "7"));
    }

    private static void assertRow(JmsMessage message, String name, Map<String, Object> allowed) throws JMSException {
        for (Map.Entry<String, Reading> reading : readings(message, name).entrySet()) {
            Object expected = allowed.get(reading.getKey());
            if (expected == null) {
                assertThatThrownBy(reading.getValue()::read)
                        .as("%s as %s", name, reading.getKey())
                        .isInstanceOf(MessageFormatException.class)
                        .hasMessageContaining(name)
                        .hasMessageContaining(reading.getKey());
            } else {
                assertThat(reading.getValue().read())
                        .as("%s as %s", name, reading.getKey())
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"neverSet", "setToNull"})
    void nullIsReadAsTheTypesValueOfNull(String name) throws JMSException {
        JmsMessage sent = new JmsMessage();
        sent.setObjectProperty("setToNull", null);
        JmsMessage message = Sent.received(sent);

        assertThat(message.getBooleanProperty(name)).isFalse();
        assertThat(message.getStringProperty(name)).isNull();
        assertThat(message.getObjectProperty(name)).isNull();
        assertThatThrownBy(() -> message.getByteProperty(name)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> message.getShortProperty(name)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> message.getIntProperty(name)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> message.getLongProperty(name)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> message.getFloatProperty(name)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> message.getDoubleProperty(name)).isInstanceOf(NullPointerException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.5x", "99999999999999999999"})
    void textThatIsNoNumberIsANumberFormatException(String text) throws JMSException {
        JmsMessage message = new JmsMessage();
        message.setStringProperty("p", text);

        assertThatThrownBy(() -> message.getByteProperty("p")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> message.getShortProperty("p")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> message.getIntProperty("p")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> message.getLongProperty("p")).isInstanceOf(NumberFormatException.class);
        if (!text.startsWith("9")) {
            assertThatThrownBy(() -> message.getFloatProperty("p")).isInstanceOf(NumberFormatException.class);
            assertThatThrownBy(() -> message.getDoubleProperty("p")).isInstanceOf(NumberFormatException.class);
        }
        assertThat(message.getBooleanProperty("p")).isFalse();
    }

    @Test
    void theTextTrueIsTrueInAnyCase() throws JMSException {
        JmsMessage message = new JmsMessage();
        message.setStringProperty("p", "TRUE");

        assertThat(message.getBooleanProperty("p")).isTrue();
    }

    @Test
    @DisplayName("setObjectProperty takes the objectified primitives and String only (3.5.5)")
    void otherObjectsAreRefused() throws JMSException {
        JmsMessage message = new JmsMessage();
        for (Object value : new Object[] {'c', new byte[1], new Object(), java.math.BigDecimal.ONE, Map.of()}) {
            assertThatThrownBy(() -> message.setObjectProperty("p", value))
                    .as("%s", value.getClass())
                    .isInstanceOf(MessageFormatException.class);
        }
        assertThat(message.propertyExists("p")).isFalse();
        for (Object value : new Object[] {true, (byte) 1, (short) 1, 1, 1L, 1f, 1d, "s"}) {
            message.setObjectProperty("p", value);
            assertThat(message.getObjectProperty("p")).isEqualTo(value);
        }
    }
}
