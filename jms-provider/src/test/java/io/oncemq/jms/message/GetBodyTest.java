// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("getBody and isBodyAssignableTo (specification, 3.11.4; Message.getBody)")
@Section("3.7")
class GetBodyTest {
    private static final List<Class<?>> ANY = List.of(
            String.class,
            Object.class,
            Serializable.class,
            CharSequence.class,
            Map.class,
            HashMap.class,
            byte[].class,
            int[].class,
            List.class,
            ArrayList.class,
            Integer.class);

    @Test
    void aPlainMessageGivesNullAsAnything() throws JMSException {
        assertGivesNull(new JmsMessage());
    }

    @Test
    void aTextIsGivenAsWhatAStringIs() throws JMSException {
        assertGives(
                new JmsTextMessage("text"),
                "text",
                List.of(String.class, Object.class, Serializable.class, CharSequence.class));
        assertGivesNull(new JmsTextMessage());
    }

    @Test
    void aMapIsGivenAsMap() throws JMSException {
        JmsMapMessage message = new JmsMapMessage();
        message.setInt("a", 1);
        message.setString("b", null);
        Map<String, Object> expected = new HashMap<>();
        expected.put("a", 1);
        expected.put("b", null);

        assertGives(message, expected, List.of(Map.class, Object.class));
        assertGivesNull(new JmsMapMessage());
    }

    @Test
    void bytesAreGivenAsArray() throws JMSException {
        JmsBytesMessage message = new JmsBytesMessage();
        message.writeInt(1);

        assertGives(message, new byte[] {0, 0, 0, 1}, List.of(byte[].class, Object.class, Serializable.class));
        assertGivesNull(new JmsBytesMessage());
    }

    @Test
    void givingBytesResetsTheMessageBeforeAndAfter() throws JMSException {
        JmsBytesMessage message = new JmsBytesMessage();
        message.writeByte((byte) 1);
        message.writeByte((byte) 2);

        assertThat(message.getBody(byte[].class)).containsExactly(1, 2);
        assertThat(message.readByte()).isEqualTo((byte) 1);
        assertThat(message.getBody(byte[].class)).containsExactly(1, 2);
        assertThat(message.readByte()).isEqualTo((byte) 1);
    }

    @Test
    void anObjectIsGivenAsWhatItIs() throws JMSException {
        JmsObjectMessage message = new JmsObjectMessage();
        message.setObject(new ArrayList<>(List.of("a")));

        assertGives(message, List.of("a"), List.of(ArrayList.class, List.class, Object.class, Serializable.class));
        assertGivesNull(new JmsObjectMessage());
    }

    @Test
    void anObjectThatCannotBeDeserializedIsAssignableToNothing() throws JMSException {
        JmsObjectMessage sent = new JmsObjectMessage();
        sent.setObject(Thread.State.NEW);
        JmsObjectMessage message = Sent.received(sent);

        assertThat(message.isBodyAssignableTo(Object.class)).isFalse();
        assertThatThrownBy(() -> message.getBody(Object.class)).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void aStreamIsNeverGiven() throws JMSException {
        JmsStreamMessage full = new JmsStreamMessage();
        full.writeInt(1);
        for (JmsStreamMessage message : List.of(new JmsStreamMessage(), full)) {
            assertThat(message.isBodyAssignableTo(Object.class)).isFalse();
            assertThatThrownBy(() -> message.getBody(Object.class)).isInstanceOf(MessageFormatException.class);
        }
    }

    private static void assertGivesNull(JmsMessage sent) throws JMSException {
        for (JmsMessage message : List.of(sent, Sent.received(sent))) {
            for (Class<?> wanted : ANY) {
                assertThat(message.isBodyAssignableTo(wanted)).isTrue();
                assertThat((Object) message.getBody(wanted)).isNull();
            }
        }
    }

    private static void assertGives(JmsMessage sent, Object expected, List<Class<?>> as) throws JMSException {
        for (JmsMessage message : List.of(sent, Sent.received(sent))) {
            for (Class<?> wanted : ANY) {
                assertThat(message.isBodyAssignableTo(wanted))
                        .as(wanted.getName())
                        .isEqualTo(as.contains(wanted));
                if (as.contains(wanted)) {
                    assertThat((Object) message.getBody(wanted)).isEqualTo(expected);
                } else {
                    assertThatThrownBy(() -> message.getBody(wanted))
                            .as(wanted.getName())
                            .isInstanceOf(MessageFormatException.class);
                }
            }
        }
    }
}
