// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.BodyKind;
import io.oncemq.message.Envelope;
import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Stream messages (specification, 3.11; StreamMessage.readBytes)")
@Section("3.11")
class JmsStreamMessageTest {
    private static JmsStreamMessage receivedWith(@Nullable Object... fields) throws JMSException {
        JmsStreamMessage sent = new JmsStreamMessage();
        for (Object field : fields) {
            sent.writeObject(field);
        }
        return Sent.received(sent);
    }

    @Test
    void everyWriteIsReadBackInOrder() throws JMSException {
        JmsStreamMessage sent = new JmsStreamMessage();
        sent.writeBoolean(true);
        sent.writeByte((byte) -1);
        sent.writeShort((short) -2);
        sent.writeChar('\ud800');
        sent.writeInt(-3);
        sent.writeLong(-4);
        sent.writeFloat(1.5f);
        sent.writeDouble(2.5);
        sent.writeString("a\ud800");
        sent.writeString(null);
        sent.writeBytes(new byte[] {1, 2, 3}, 1, 2);

        JmsStreamMessage message = Sent.received(sent);

        assertThat(message.readBoolean()).isTrue();
        assertThat(message.readByte()).isEqualTo((byte) -1);
        assertThat(message.readShort()).isEqualTo((short) -2);
        assertThat(message.readChar()).isEqualTo('\ud800');
        assertThat(message.readInt()).isEqualTo(-3);
        assertThat(message.readLong()).isEqualTo(-4);
        assertThat(message.readFloat()).isEqualTo(1.5f);
        assertThat(message.readDouble()).isEqualTo(2.5);
        assertThat(message.readString()).isEqualTo("a\ud800");
        assertThat(message.readString()).isNull();
        assertThat(message.readObject()).isEqualTo(new byte[] {2, 3});
        assertThatThrownBy(message::readObject).isInstanceOf(MessageEOFException.class);
    }

    @Test
    void theEndIsToldEachTime() throws JMSException {
        JmsStreamMessage message = receivedWith();

        assertThatThrownBy(message::readInt).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(message::readString).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(() -> message.readBytes(new byte[1])).isInstanceOf(MessageEOFException.class);
    }

    @Test
    void aFieldReadAsTheWrongTypeCanBeReadAgain() throws JMSException {
        JmsStreamMessage message = receivedWith("text", 7L, null, new byte[] {1});

        assertThatThrownBy(message::readInt).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(message::readChar).isInstanceOf(MessageFormatException.class);
        assertThat(message.readString()).isEqualTo("text");
        assertThatThrownBy(message::readInt).isInstanceOf(MessageFormatException.class);
        assertThat(message.readLong()).isEqualTo(7);
        assertThatThrownBy(message::readChar).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(message::readByte).isInstanceOf(NumberFormatException.class);
        assertThat(message.readObject()).isNull();
        assertThatThrownBy(message::readString).isInstanceOf(MessageFormatException.class);
        assertThat(message.readObject()).isEqualTo(new byte[] {1});
    }

    @Test
    void bytesAreReadInPartsUntilLessThanTheBuffer() throws JMSException {
        JmsStreamMessage message = receivedWith(new byte[] {1, 2, 3, 4, 5}, "next");
        byte[] buffer = new byte[2];

        assertThat(message.readBytes(buffer)).isEqualTo(2);
        assertThat(buffer).containsExactly(1, 2);
        assertThat(message.readBytes(buffer)).isEqualTo(2);
        assertThat(buffer).containsExactly(3, 4);
        assertThat(message.readBytes(buffer)).isEqualTo(1);
        assertThat(buffer[0]).isEqualTo((byte) 5);
        assertThat(message.readString()).isEqualTo("next");
    }

    @Test
    void bytesThatFillTheBufferExactlyNeedOneMoreRead() throws JMSException {
        JmsStreamMessage message = receivedWith(new byte[] {1, 2}, "next");
        byte[] buffer = new byte[2];

        assertThat(message.readBytes(buffer)).isEqualTo(2);
        assertThatThrownBy(message::readString).isInstanceOf(MessageFormatException.class);
        assertThat(message.readBytes(buffer)).isEqualTo(-1);
        assertThat(message.readString()).isEqualTo("next");
    }

    @Test
    void bytesShorterThanTheBufferAreDoneAtOnce() throws JMSException {
        JmsStreamMessage message = receivedWith(new byte[] {1, 2}, "next");

        assertThat(message.readBytes(new byte[3])).isEqualTo(2);
        assertThat(message.readString()).isEqualTo("next");
    }

    @Test
    void emptyBytesGiveZeroAndNullBytesMinusOne() throws JMSException {
        JmsStreamMessage message = receivedWith(new byte[0], null, new byte[0], "next");

        assertThat(message.readBytes(new byte[2])).isZero();
        assertThat(message.readBytes(new byte[2])).isEqualTo(-1);
        assertThat(message.readBytes(new byte[0])).isZero();
        assertThat(message.readString()).isEqualTo("next");
    }

    @Test
    void anEmptyBufferReadsNothingAndLosesNothing() throws JMSException {
        JmsStreamMessage message = receivedWith(new byte[] {1}, "next");

        assertThat(message.readBytes(new byte[0])).isZero();
        assertThat(message.readBytes(new byte[2])).isEqualTo(1);
        assertThat(message.readString()).isEqualTo("next");
    }

    @Test
    void noOtherReadMayInterruptThePartsOfABytesField() throws JMSException {
        JmsStreamMessage message = receivedWith(new byte[] {1, 2, 3}, "next");
        byte[] buffer = new byte[1];
        message.readBytes(buffer);

        assertThatThrownBy(message::readObject).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(message::readString).isInstanceOf(MessageFormatException.class);
        assertThat(message.readBytes(buffer)).isEqualTo(1);
        assertThat(buffer).containsExactly(2);
    }

    @Test
    void resetStartsAgainEvenInTheMiddleOfAField() throws JMSException {
        JmsStreamMessage message = receivedWith(new byte[] {1, 2, 3});
        message.readBytes(new byte[1]);

        message.reset();

        assertThat(message.readObject()).isEqualTo(new byte[] {1, 2, 3});
    }

    @Test
    void whatIsReadIsTheApplicationsToChange() throws JMSException {
        JmsStreamMessage message = receivedWith(new byte[] {1});

        ((byte[]) java.util.Objects.requireNonNull(message.readObject()))[0] = 9;
        message.reset();

        assertThat(message.readObject()).isEqualTo(new byte[] {1});
    }

    @Test
    void otherObjectsCannotBeWritten() {
        JmsStreamMessage message = new JmsStreamMessage();

        assertThatThrownBy(() -> message.writeObject(new Object())).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.writeBytes(new byte[1], 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aReceivedStreamIsForwardedWholeWhereverItWasRead() throws JMSException {
        JmsStreamMessage message = receivedWith("a", "b");
        message.readString();

        assertThat(Sent.received(message).readString()).isEqualTo("a");
        assertThat(message.readString()).isEqualTo("b");
    }

    @Test
    void aDamagedBodyIsAMessageFormatException() {
        JmsStreamMessage message = (JmsStreamMessage) MessageFactory.received(
                new Envelope.Builder(Sent.ORDERS, BodyKind.STREAM)
                        .body(new byte[] {99})
                        .build(),
                "ID:1",
                1,
                false,
                new Sent.Context(ObjectMessagePolicy.DEFAULTS));

        assertThatThrownBy(message::readObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("damaged")
                .hasCauseInstanceOf(io.oncemq.message.MessageFormatException.class);
    }
}
