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

@DisplayName("Conversion of map and stream values (specification, 3.11.3)")
@Section("3.11.3")
class BodyConversionTest {
    /** Each stored value, and as what it may be read. */
    private static final Map<Object, Map<String, Object>> TABLE = new LinkedHashMap<>();

    private static final byte[] BYTES = {1, 2};

    static {
        TABLE.put(true, Map.of("boolean", true, "String", "true"));
        TABLE.put((byte) 7, Map.of("byte", (byte) 7, "short", (short) 7, "int", 7, "long", 7L, "String", "7"));
        TABLE.put((short) 7, Map.of("short", (short) 7, "int", 7, "long", 7L, "String", "7"));
        TABLE.put('c', Map.of("char", 'c', "String", "c"));
        TABLE.put(7, Map.of("int", 7, "long", 7L, "String", "7"));
        TABLE.put(7L, Map.of("long", 7L, "String", "7"));
        TABLE.put(1.5f, Map.of("float", 1.5f, "double", 1.5, "String", "1.5"));
        TABLE.put(1.5, Map.of("double", 1.5, "String", "1.5"));
        TABLE.put(
                "7",
                Map.of(
                        "boolean", false, "byte", (byte) 7, "short", (short) 7, "int", 7, "long", 7L, "float", 7f,
                        "double", 7.0, "String", "7"));
        TABLE.put(BYTES, Map.of("byte[]", BYTES));
    }

    private static Map<String, Reading> readings(JmsMapMessage message) {
        Map<String, Reading> readings = new LinkedHashMap<>();
        readings.put("boolean", () -> message.getBoolean("v"));
        readings.put("byte", () -> message.getByte("v"));
        readings.put("short", () -> message.getShort("v"));
        readings.put("char", () -> message.getChar("v"));
        readings.put("int", () -> message.getInt("v"));
        readings.put("long", () -> message.getLong("v"));
        readings.put("float", () -> message.getFloat("v"));
        readings.put("double", () -> message.getDouble("v"));
        readings.put("String", () -> message.getString("v"));
        readings.put("byte[]", () -> message.getBytes("v"));
        return readings;
    }

    private static Map<String, Reading> readings(JmsStreamMessage message) {
        Map<String, Reading> readings = new LinkedHashMap<>();
        readings.put("boolean", message::readBoolean);
        readings.put("byte", message::readByte);
        readings.put("short", message::readShort);
        readings.put("char", message::readChar);
        readings.put("int", message::readInt);
        readings.put("long", message::readLong);
        readings.put("float", message::readFloat);
        readings.put("double", message::readDouble);
        readings.put("String", message::readString);
        readings.put("byte[]", () -> {
            byte[] buffer = new byte[3];
            return java.util.Arrays.copyOf(buffer, message.readBytes(buffer)).length == 2 ? BYTES : buffer;
        });
        return readings;
    }

    @Test
    void aMapValueIsReadAsTheTypesOfTheTableAndNoOther() throws JMSException {
        for (Map.Entry<Object, Map<String, Object>> row : TABLE.entrySet()) {
            JmsMapMessage sent = new JmsMapMessage();
            sent.setObject("v", row.getKey());
            for (JmsMapMessage message : new JmsMapMessage[] {sent, Sent.received(sent)}) {
                for (Map.Entry<String, Reading> reading : readings(message).entrySet()) {
                    assertCell(row, reading);
                }
                assertThat(message.getObject("v")).isEqualTo(row.getKey());
            }
        }
    }

    @Test
    void aStreamValueIsReadAsTheTypesOfTheTableAndNoOther() throws JMSException {
        for (Map.Entry<Object, Map<String, Object>> row : TABLE.entrySet()) {
            JmsStreamMessage sent = new JmsStreamMessage();
            sent.writeObject(row.getKey());
            JmsStreamMessage message = Sent.received(sent);
            for (Map.Entry<String, Reading> reading : readings(message).entrySet()) {
                // Without a reset: a read that fails must leave the field to the next one.
                assertCell(row, reading);
                if (row.getValue().containsKey(reading.getKey())) {
                    message.reset();
                }
            }
            assertThat(message.readObject()).isEqualTo(row.getKey());
        }
    }

    private static void assertCell(Map.Entry<Object, Map<String, Object>> row, Map.Entry<String, Reading> reading)
            throws JMSException {
        Object expected = row.getValue().get(reading.getKey());
        String cell = row.getKey().getClass().getSimpleName() + " as " + reading.getKey();
        if (expected == null) {
            assertThatThrownBy(reading.getValue()::read)
                    .as(cell)
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessageContaining(reading.getKey());
        } else {
            assertThat(reading.getValue().read()).as(cell).isEqualTo(expected);
        }
    }

    @Test
    void nullInAMapIsReadAsTheTypesValueOfNull() throws JMSException {
        JmsMapMessage sent = new JmsMapMessage();
        sent.setObject("v", null);

        assertNull(readings(Sent.received(sent)));
        assertNull(readings(new JmsMapMessage()));
    }

    @Test
    void nullInAStreamIsReadAsTheTypesValueOfNull() throws JMSException {
        for (String type : readings(new JmsStreamMessage()).keySet()) {
            if (!type.equals("byte[]")) {
                JmsStreamMessage sent = new JmsStreamMessage();
                sent.writeObject(null);
                JmsStreamMessage message = Sent.received(sent);
                assertNull(Map.of(type, readings(message).get(type)));
            }
        }
        JmsStreamMessage sent = new JmsStreamMessage();
        sent.writeBytes(null);
        assertThat(Sent.received(sent).readBytes(new byte[1])).isEqualTo(-1);
    }

    private static void assertNull(Map<String, Reading> readings) throws JMSException {
        for (Map.Entry<String, Reading> reading : readings.entrySet()) {
            switch (reading.getKey()) {
                case "boolean" -> assertThat(reading.getValue().read()).isEqualTo(false);
                case "String", "byte[]" -> assertThat(reading.getValue().read()).isNull();
                case "char", "float", "double" ->
                    assertThatThrownBy(reading.getValue()::read)
                            .as(reading.getKey())
                            .isExactlyInstanceOf(NullPointerException.class);
                default ->
                    assertThatThrownBy(reading.getValue()::read)
                            .as(reading.getKey())
                            .isInstanceOf(NumberFormatException.class);
            }
        }
    }
}
