// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What may be written and read when (specification, 3.10 and 3.11)")
@Section("3.11.2")
class ReadOnlyTest {
    @Test
    void propertiesOfAReceivedMessageAreReadOnlyUntilCleared() throws JMSException {
        JmsTextMessage sent = new JmsTextMessage("body");
        sent.setIntProperty("a", 1);
        JmsTextMessage message = Sent.received(sent);

        assertNotWriteable(List.of(
                () -> message.setBooleanProperty("a", true),
                () -> message.setByteProperty("a", (byte) 1),
                () -> message.setShortProperty("a", (short) 1),
                () -> message.setIntProperty("a", 1),
                () -> message.setLongProperty("a", 1),
                () -> message.setFloatProperty("a", 1),
                () -> message.setDoubleProperty("a", 1),
                () -> message.setStringProperty("a", "1"),
                () -> message.setObjectProperty("a", 1)));
        message.clearBody();
        assertNotWriteable(List.of(() -> message.setIntProperty("a", 1)));
        message.clearProperties();

        assertThat(message.getPropertyNames().hasMoreElements()).isFalse();
        message.setIntProperty("b", 2);
        assertThat(message.getIntProperty("b")).isEqualTo(2);
    }

    @Test
    void clearingPropertiesLeavesTheBody() throws JMSException {
        JmsTextMessage message = Sent.received(new JmsTextMessage("body"));

        message.clearProperties();

        assertThat(message.getText()).isEqualTo("body");
        assertNotWriteable(List.of(() -> message.setText("x")));
    }

    @Test
    void clearingTheBodyLeavesHeadersAndProperties() throws JMSException {
        JmsTextMessage sent = new JmsTextMessage("body");
        sent.setIntProperty("a", 1);
        sent.setJMSType("t");
        JmsTextMessage message = Sent.received(sent);

        message.clearBody();

        assertThat(message.getText()).isNull();
        assertThat(message.getIntProperty("a")).isEqualTo(1);
        assertThat(message.getJMSType()).isEqualTo("t");
        message.setText("new");
        assertThat(message.getText()).isEqualTo("new");
    }

    @Test
    void headersOfAReceivedMessageMayBeSet() throws JMSException {
        JmsTextMessage message = Sent.received(new JmsTextMessage("body"));

        message.setJMSCorrelationID("c");

        assertThat(message.getJMSCorrelationID()).isEqualTo("c");
    }

    @Test
    void aReceivedMapIsReadOnlyUntilCleared() throws JMSException {
        JmsMapMessage sent = new JmsMapMessage();
        sent.setInt("a", 1);
        JmsMapMessage message = Sent.received(sent);

        assertNotWriteable(List.of(
                () -> message.setBoolean("a", true),
                () -> message.setByte("a", (byte) 1),
                () -> message.setShort("a", (short) 1),
                () -> message.setChar("a", '1'),
                () -> message.setInt("a", 1),
                () -> message.setLong("a", 1),
                () -> message.setFloat("a", 1),
                () -> message.setDouble("a", 1),
                () -> message.setString("a", "1"),
                () -> message.setBytes("a", new byte[1]),
                () -> message.setBytes("a", new byte[1], 0, 1),
                () -> message.setObject("a", 1)));
        message.clearBody();

        assertThat(message.itemExists("a")).isFalse();
        message.setInt("b", 2);
        assertThat(message.getInt("b")).isEqualTo(2);
    }

    @Test
    void aReceivedObjectIsReadOnlyUntilCleared() throws JMSException {
        JmsObjectMessage sent = new JmsObjectMessage();
        sent.setObject("one");
        JmsObjectMessage message = Sent.received(sent);

        assertNotWriteable(List.of(() -> message.setObject("two")));
        message.clearBody();

        assertThat(message.getObject()).isNull();
        message.setObject("two");
        assertThat(message.getObject()).isEqualTo("two");
    }

    @Test
    void aBytesBodyIsWrittenThenReadNeverBoth() throws JMSException {
        JmsBytesMessage message = new JmsBytesMessage();
        List<ThrowingCallable> reads = List.of(
                message::getBodyLength,
                message::readBoolean,
                message::readByte,
                message::readUnsignedByte,
                message::readShort,
                message::readUnsignedShort,
                message::readChar,
                message::readInt,
                message::readLong,
                message::readFloat,
                message::readDouble,
                message::readUTF,
                () -> message.readBytes(new byte[1]),
                () -> message.readBytes(new byte[1], 1));
        List<ThrowingCallable> writes = List.of(
                () -> message.writeBoolean(true),
                () -> message.writeByte((byte) 1),
                () -> message.writeShort((short) 1),
                () -> message.writeChar('1'),
                () -> message.writeInt(1),
                () -> message.writeLong(1),
                () -> message.writeFloat(1),
                () -> message.writeDouble(1),
                () -> message.writeUTF("1"),
                () -> message.writeBytes(new byte[1]),
                () -> message.writeBytes(new byte[1], 0, 1),
                () -> message.writeObject(1));

        assertNotReadable(reads);
        message.writeByte((byte) 5);
        message.reset();
        assertNotWriteable(writes);
        assertThat(message.readByte()).isEqualTo((byte) 5);
        message.clearBody();
        assertNotReadable(reads);
        message.reset();
        assertThat(message.getBodyLength()).isZero();

        JmsBytesMessage received = Sent.received(message);
        assertThatThrownBy(() -> received.writeInt(1)).isInstanceOf(MessageNotWriteableException.class);
    }

    @Test
    void aStreamBodyIsWrittenThenReadNeverBoth() throws JMSException {
        JmsStreamMessage message = new JmsStreamMessage();
        List<ThrowingCallable> reads = List.of(
                message::readBoolean,
                message::readByte,
                message::readShort,
                message::readChar,
                message::readInt,
                message::readLong,
                message::readFloat,
                message::readDouble,
                message::readString,
                message::readObject,
                () -> message.readBytes(new byte[1]));
        List<ThrowingCallable> writes = List.of(
                () -> message.writeBoolean(true),
                () -> message.writeByte((byte) 1),
                () -> message.writeShort((short) 1),
                () -> message.writeChar('1'),
                () -> message.writeInt(1),
                () -> message.writeLong(1),
                () -> message.writeFloat(1),
                () -> message.writeDouble(1),
                () -> message.writeString("1"),
                () -> message.writeBytes(new byte[1]),
                () -> message.writeBytes(new byte[1], 0, 1),
                () -> message.writeObject(1));

        assertNotReadable(reads);
        message.writeInt(5);
        message.reset();
        assertNotWriteable(writes);
        assertThat(message.readInt()).isEqualTo(5);
        message.clearBody();
        assertNotReadable(reads);
    }

    @Test
    @DisplayName("A sent message can be changed and sent again (3.9)")
    void sendingLeavesABytesMessageWritable() throws JMSException {
        JmsBytesMessage message = new JmsBytesMessage();
        message.writeInt(1);
        Sent.stored(message);

        message.writeInt(2);

        assertThat(Sent.received(message).getBody(byte[].class)).containsExactly(0, 0, 0, 1, 0, 0, 0, 2);
    }

    private static void assertNotWriteable(List<ThrowingCallable> writes) {
        for (int i = 0; i < writes.size(); i++) {
            assertThatThrownBy(writes.get(i)).as("write %s", i).isInstanceOf(MessageNotWriteableException.class);
        }
    }

    private static void assertNotReadable(List<ThrowingCallable> reads) {
        for (int i = 0; i < reads.size(); i++) {
            assertThatThrownBy(reads.get(i)).as("read %s", i).isInstanceOf(MessageNotReadableException.class);
        }
    }
}
