// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Bytes messages (specification, 3.11; BytesMessage)")
@Section("3.11")
class JmsBytesMessageTest {
    private static JmsBytesMessage receivedWith(int... bytes) throws JMSException {
        JmsBytesMessage sent = new JmsBytesMessage();
        for (int value : bytes) {
            sent.writeByte((byte) value);
        }
        return Sent.received(sent);
    }

    @Test
    void everyWriteIsReadBackInOrder() throws JMSException {
        JmsBytesMessage sent = new JmsBytesMessage();
        sent.writeBoolean(true);
        sent.writeByte((byte) -1);
        sent.writeByte((byte) -1);
        sent.writeShort((short) -2);
        sent.writeShort((short) -2);
        sent.writeChar('\ud800');
        sent.writeInt(-3);
        sent.writeLong(Long.MIN_VALUE);
        sent.writeFloat(1.5f);
        sent.writeDouble(2.5);
        sent.writeUTF("a\u0000\u00e9\ud800");
        sent.writeBytes(new byte[] {1, 2, 3}, 1, 2);
        sent.writeBytes(new byte[] {4});

        JmsBytesMessage message = Sent.received(sent);

        assertThat(message.readBoolean()).isTrue();
        assertThat(message.readByte()).isEqualTo((byte) -1);
        assertThat(message.readUnsignedByte()).isEqualTo(255);
        assertThat(message.readShort()).isEqualTo((short) -2);
        assertThat(message.readUnsignedShort()).isEqualTo(65534);
        assertThat(message.readChar()).isEqualTo('\ud800');
        assertThat(message.readInt()).isEqualTo(-3);
        assertThat(message.readLong()).isEqualTo(Long.MIN_VALUE);
        assertThat(message.readFloat()).isEqualTo(1.5f);
        assertThat(message.readDouble()).isEqualTo(2.5);
        assertThat(message.readUTF()).isEqualTo("a\u0000\u00e9\ud800");
        byte[] rest = new byte[9];
        assertThat(message.readBytes(rest)).isEqualTo(3);
        assertThat(rest).startsWith(2, 3, 4);
    }

    @Test
    void theBytesAreThoseOfADataOutputStream() throws JMSException, IOException {
        JmsBytesMessage sent = new JmsBytesMessage();
        Object[] values = {true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "seven", new byte[] {8}};
        for (Object value : values) {
            sent.writeObject(value);
        }
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(expected)) {
            out.writeBoolean(true);
            out.writeByte(1);
            out.writeShort(2);
            out.writeChar('c');
            out.writeInt(3);
            out.writeLong(4);
            out.writeFloat(5);
            out.writeDouble(6);
            out.writeUTF("seven");
            out.writeByte(8);
        }

        assertThat(sent.toEnvelope(Sent.ORDERS).build().body()).isEqualTo(expected.toByteArray());
    }

    @Test
    void readBytesTellsTheEndByMinusOne() throws JMSException {
        JmsBytesMessage message = receivedWith(1, 2, 3);
        byte[] buffer = new byte[2];

        assertThat(message.readBytes(buffer)).isEqualTo(2);
        assertThat(message.readBytes(buffer)).isEqualTo(1);
        assertThat(message.readBytes(buffer)).isEqualTo(-1);
        assertThat(message.readBytes(buffer, 1)).isEqualTo(-1);
        message.reset();
        assertThat(message.readBytes(buffer, 1)).isEqualTo(1);
        assertThat(message.getBodyLength()).isEqualTo(3);
    }

    @Test
    void aBadLengthReadsNothing() throws JMSException {
        JmsBytesMessage message = receivedWith(1);

        assertThatThrownBy(() -> message.readBytes(new byte[1], -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> message.readBytes(new byte[1], 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(message.readByte()).isEqualTo((byte) 1);
    }

    @Test
    void aReadPastTheEndLeavesThePosition() throws JMSException {
        JmsBytesMessage message = receivedWith(0, 9, 'x');

        assertThatThrownBy(message::readInt).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(message::readLong).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(message::readDouble).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(message::readUTF).isInstanceOf(MessageEOFException.class);
        assertThat(message.readShort()).isEqualTo((short) 9);
        assertThatThrownBy(message::readShort).isInstanceOf(MessageEOFException.class);
        assertThat(message.readByte()).isEqualTo((byte) 'x');
        assertThatThrownBy(message::readByte).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(message::readBoolean).isInstanceOf(MessageEOFException.class);
    }

    @Test
    void badTextLeavesThePosition() throws JMSException {
        JmsBytesMessage message = receivedWith(0, 1, 0x80);

        assertThatThrownBy(message::readUTF).isInstanceOf(MessageFormatException.class);
        assertThat(message.readShort()).isEqualTo((short) 1);
    }

    @Test
    void textThatIsTooLongForUtfIsRefusedWhole() throws JMSException {
        JmsBytesMessage message = new JmsBytesMessage();

        assertThatThrownBy(() -> message.writeUTF("x".repeat(65_536)))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("65535");
        message.reset();
        assertThat(message.getBodyLength()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway") // what an application may do
    void writeObjectTakesTheTypesOfTheSpecification() {
        JmsBytesMessage message = new JmsBytesMessage();

        assertThatThrownBy(() -> message.writeObject(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> message.writeObject(new Object())).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.writeBytes(new byte[1], 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void largeBodiesComeBack() throws JMSException {
        byte[] large = new byte[3_000_000];
        new java.util.Random(1).nextBytes(large);
        JmsBytesMessage sent = new JmsBytesMessage();
        sent.writeBytes(large);

        assertThat(Sent.received(sent).getBody(byte[].class)).isEqualTo(large);
    }

    @Test
    void aReceivedBodyIsForwardedWholeWhereverItWasRead() throws JMSException {
        JmsBytesMessage message = receivedWith(1, 2);
        message.readByte();

        assertThat(Sent.received(message).getBodyLength()).isEqualTo(2);
        assertThat(message.readByte()).isEqualTo((byte) 2);
    }
}
