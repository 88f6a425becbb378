// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.jms.JmsQueue;
import io.oncemq.spec.Section;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Messages of other providers (specification, 3.12)")
@Section("3.12")
class ForeignMessagesTest {
    /** Looks like another provider's message; what it is made of does not show. */
    private static <T extends Message> T foreign(Class<T> kind, JmsMessage inside) {
        return foreign(kind, inside, Map.of());
    }

    private static <T extends Message> T foreign(Class<T> kind, JmsMessage inside, Map<String, Object> answers) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object answer = answers.get(method.getName());
            if (answer instanceof Exception e) {
                throw e;
            } else if (answer != null) {
                return answer;
            }
            try {
                return method.invoke(inside, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return kind.cast(
                Proxy.newProxyInstance(ForeignMessagesTest.class.getClassLoader(), new Class<?>[] {kind}, handler));
    }

    @Test
    void ourOwnMessageIsUsedAsItIs() throws JMSException {
        JmsTextMessage message = new JmsTextMessage("x");

        assertThat(ForeignMessages.ours(message)).isSameAs(message);
    }

    @Test
    void headersAndPropertiesAreCopied() throws JMSException {
        JmsMessage inside = new JmsMessage();
        inside.setJMSCorrelationID("c");
        inside.setJMSType("t");
        inside.setJMSReplyTo(new JmsQueue("replies"));
        for (Object value : new Object[] {true, (byte) 1, (short) 2, 3, 4L, 5f, 6d, "seven"}) {
            inside.setObjectProperty(value.getClass().getSimpleName(), value);
        }
        inside.setStringProperty("JMSXGroupID", "g");
        inside.setIntProperty("JMSXGroupSeq", 1);

        JmsMessage copy = ForeignMessages.ours(foreign(Message.class, inside));

        assertThat(copy).isExactlyInstanceOf(JmsMessage.class);
        assertThat(copy.getJMSCorrelationID()).isEqualTo("c");
        assertThat(copy.getJMSType()).isEqualTo("t");
        assertThat(copy.getJMSReplyTo()).isEqualTo(new JmsQueue("replies"));
        assertThat(Collections.list(copy.getPropertyNames())).isEqualTo(Collections.list(inside.getPropertyNames()));
        for (String name : Collections.list(inside.getPropertyNames())) {
            assertThat(copy.getObjectProperty(name)).isEqualTo(inside.getObjectProperty(name));
        }
    }

    @Test
    void whatOnlyTheirProviderSetsIsLeftBehind() throws JMSException {
        JmsMessage received = Sent.received(new JmsMessage());
        assertThat(received.propertyExists("JMSXDeliveryCount")).isTrue();

        JmsMessage copy = ForeignMessages.ours(foreign(Message.class, received));

        assertThat(copy.getPropertyNames().hasMoreElements()).isFalse();
    }

    @Test
    void aTextIsCopied() throws JMSException {
        JmsTextMessage copy =
                (JmsTextMessage) ForeignMessages.ours(foreign(TextMessage.class, new JmsTextMessage("x")));

        assertThat(Sent.received(copy).getText()).isEqualTo("x");
    }

    @Test
    void bytesAreCopiedWhetherWrittenOrRead() throws JMSException {
        byte[] large = new byte[20_000];
        new java.util.Random(1).nextBytes(large);
        JmsBytesMessage written = new JmsBytesMessage();
        written.writeBytes(large);
        JmsBytesMessage read = Sent.received(written);
        read.readByte();

        for (JmsBytesMessage inside : List.of(written, read)) {
            JmsBytesMessage copy = (JmsBytesMessage) ForeignMessages.ours(foreign(BytesMessage.class, inside));

            assertThat(Sent.received(copy).getBody(byte[].class)).isEqualTo(large);
            assertThat(inside.readByte()).isEqualTo(large[0]);
        }
    }

    @Test
    void aMapIsCopied() throws JMSException {
        JmsMapMessage inside = new JmsMapMessage();
        for (Object value : new Object[] {true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "seven", new byte[] {8}}) {
            inside.setObject(value.getClass().getSimpleName(), value);
        }
        inside.setObject("null", null);

        JmsMapMessage copy = (JmsMapMessage) ForeignMessages.ours(foreign(MapMessage.class, inside));

        Map<?, ?> back = Sent.received(copy).getBody(Map.class);
        assertThat(back).usingRecursiveComparison().isEqualTo(inside.getBody(Map.class));
    }

    @Test
    void aStreamIsCopiedNullsIncluded() throws JMSException {
        JmsStreamMessage inside = new JmsStreamMessage();
        Object[] values = {true, (byte) 1, (short) 2, 'c', null, 3, 4L, 5f, 6d, "seven", new byte[] {8}};
        for (Object value : values) {
            inside.writeObject(value);
        }

        JmsStreamMessage copy =
                Sent.received((JmsStreamMessage) ForeignMessages.ours(foreign(StreamMessage.class, inside)));

        for (Object value : values) {
            assertThat(copy.readObject()).isEqualTo(value);
        }
        assertThat(inside.readBoolean()).isTrue();
    }

    @Test
    void anObjectIsCopied() throws JMSException {
        JmsObjectMessage inside = new JmsObjectMessage();
        inside.setObject(new ArrayList<>(List.of(1)));

        JmsObjectMessage copy = (JmsObjectMessage) ForeignMessages.ours(foreign(ObjectMessage.class, inside));

        assertThat(Sent.received(copy).getObject()).isEqualTo(List.of(1));
    }

    @Test
    void whatTheirMessageThrowsIsThrown() {
        MessageFormatException theirs = new MessageFormatException("bad text message");

        assertThatThrownBy(() -> ForeignMessages.ours(
                        foreign(TextMessage.class, new JmsTextMessage("x"), Map.of("getText", theirs))))
                .isSameAs(theirs);
    }

    @Test
    void aNameThatWeCannotHoldIsAMessageFormatException() {
        Map<String, Object> answers = Map.of("getPropertyNames", Collections.enumeration(List.of("a-b")));

        assertThatThrownBy(() -> ForeignMessages.ours(foreign(Message.class, new JmsMessage(), answers)))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("a-b");
    }

    @Test
    void aReplyDestinationThatCannotBeReachedIsRefusedWhenSent() throws JMSException {
        Map<String, Object> answers = Map.of("getJMSReplyTo", new jakarta.jms.Destination() {});
        JmsMessage copy = ForeignMessages.ours(foreign(Message.class, new JmsMessage(), answers));

        assertThatThrownBy(() -> copy.toEnvelope(Sent.ORDERS)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void theirMessageShowsTheHeadersOfTheSend() throws JMSException {
        JmsMessage inside = new JmsMessage();

        new SentHeaders(new JmsQueue("orders"), "ID:7", 1, 2, DeliveryMode.PERSISTENT, 8, 3)
                .applyTo(foreign(Message.class, inside));

        assertThat(inside.getJMSMessageID()).isEqualTo("ID:7");
        assertThat(inside.getJMSDeliveryTime()).isEqualTo(3);
    }
}
