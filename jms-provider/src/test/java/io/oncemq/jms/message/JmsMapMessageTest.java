// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.BodyKind;
import io.oncemq.message.Envelope;
import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Map messages (specification, 3.11; MapMessage)")
@Section("3.11")
class JmsMapMessageTest {
    @Test
    void everyEntryComesBackInOrder() throws JMSException {
        JmsMapMessage sent = new JmsMapMessage();
        sent.setBoolean("boolean", true);
        sent.setByte("byte", (byte) -1);
        sent.setShort("short", (short) -2);
        sent.setChar("char", '\ud800');
        sent.setInt("int", -3);
        sent.setLong("long", -4);
        sent.setFloat("float", 1.5f);
        sent.setDouble("double", 2.5);
        sent.setString("string", "a\ud800");
        sent.setString("null", null);
        sent.setBytes("bytes", new byte[] {1});
        sent.setBytes("part", new byte[] {1, 2, 3}, 1, 2);
        sent.setBytes("no bytes", null);
        sent.setInt("a name that is no identifier\ud800", 1);

        JmsMapMessage message = Sent.received(sent);

        assertThat(Collections.list(message.getMapNames())).isEqualTo(Collections.list(sent.getMapNames()));
        assertThat(message.getBoolean("boolean")).isTrue();
        assertThat(message.getByte("byte")).isEqualTo((byte) -1);
        assertThat(message.getShort("short")).isEqualTo((short) -2);
        assertThat(message.getChar("char")).isEqualTo('\ud800');
        assertThat(message.getInt("int")).isEqualTo(-3);
        assertThat(message.getLong("long")).isEqualTo(-4);
        assertThat(message.getFloat("float")).isEqualTo(1.5f);
        assertThat(message.getDouble("double")).isEqualTo(2.5);
        assertThat(message.getString("string")).isEqualTo("a\ud800");
        assertThat(message.getString("null")).isNull();
        assertThat(message.itemExists("null")).isTrue();
        assertThat(message.getBytes("bytes")).containsExactly(1);
        assertThat(message.getBytes("part")).containsExactly(2, 3);
        assertThat(message.getBytes("no bytes")).isNull();
        assertThat(message.getInt("a name that is no identifier\ud800")).isEqualTo(1);
        assertThat(message.itemExists("other")).isFalse();
        assertThat(message.getObject("other")).isNull();
    }

    @Test
    @SuppressWarnings("NullAway") // what an application may do
    void anEntryMustHaveAName() throws JMSException {
        JmsMapMessage message = new JmsMapMessage();

        assertThatThrownBy(() -> message.setInt("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message.setInt(null, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message.setObject(null, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message.setBytes(null, new byte[1], 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(message.itemExists(null)).isFalse();
        assertThat(message.getString(null)).isNull();
    }

    @Test
    void otherObjectsCannotBeSet() throws JMSException {
        JmsMapMessage message = new JmsMapMessage();

        assertThatThrownBy(() -> message.setObject("a", new Object())).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.setObject("a", Collections.emptyList()))
                .isInstanceOf(MessageFormatException.class);
        assertThat(message.itemExists("a")).isFalse();
    }

    @Test
    void arraysAreCopiedInAndOut() throws JMSException {
        byte[] bytes = {1};
        JmsMapMessage message = new JmsMapMessage();
        message.setBytes("a", bytes);
        message.setObject("b", bytes);

        bytes[0] = 2;
        java.util.Objects.requireNonNull(message.getBytes("a"))[0] = 3;
        ((byte[]) java.util.Objects.requireNonNull(message.getObject("b")))[0] = 4;

        assertThat(message.getBytes("a")).containsExactly(1);
        assertThat(message.getBytes("b")).containsExactly(1);
    }

    @Test
    void aSentMapCanBeChangedAndSentAgain() throws JMSException {
        JmsMapMessage message = new JmsMapMessage();
        message.setInt("a", 1);
        JmsMapMessage first = Sent.received(message);

        message.setInt("a", 2);
        JmsMapMessage second = Sent.received(message);

        assertThat(first.getInt("a")).isEqualTo(1);
        assertThat(second.getInt("a")).isEqualTo(2);
    }

    @Test
    void hostileBodiesGiveAMapOrAMessageFormatException() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 50_000; i++) {
            byte[] body = new byte[random.nextInt(1, 60)];
            random.nextBytes(body);
            body[0] = (byte) random.nextInt(4);
            JmsMapMessage message = (JmsMapMessage) MessageFactory.received(
                    new Envelope.Builder(Sent.ORDERS, BodyKind.MAP).body(body).build(),
                    "ID:1",
                    1,
                    false,
                    new Sent.Context(ObjectMessagePolicy.DEFAULTS));
            try {
                message.getMapNames();
            } catch (JMSException e) {
                assertThat(e).isInstanceOf(MessageFormatException.class).hasMessageContaining("damaged");
            }
        }
    }
}
