// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.BodyKind;
import io.oncemq.message.Envelope;
import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A sent message is not changed by the sender's or a receiver's object (specification, 3.9 and 3.10)")
@Section("3.9")
class SnapshotTest {
    @Test
    void propertiesSetAfterSendingAreNotSent() throws JMSException {
        JmsMessage message = new JmsMessage();
        message.setIntProperty("a", 1);
        Envelope envelope = message.toEnvelope(Sent.ORDERS).build();

        message.setIntProperty("a", 2);
        message.setIntProperty("b", 2);

        assertThat(envelope.properties()).isEqualTo(Map.of("a", 1));
        assertThat(message.getIntProperty("a")).isEqualTo(2);
        Envelope again = message.toEnvelope(Sent.ORDERS).build();
        message.clearProperties();
        assertThat(again.properties()).isEqualTo(Map.of("a", 2, "b", 2));
    }

    @Test
    void bodiesChangedAfterSendingAreNotSent() throws JMSException {
        JmsTextMessage text = new JmsTextMessage("one");
        JmsBytesMessage bytes = new JmsBytesMessage();
        bytes.writeByte((byte) 1);
        JmsStreamMessage stream = new JmsStreamMessage();
        stream.writeInt(1);
        JmsObjectMessage object = new JmsObjectMessage();
        ArrayList<String> list = new ArrayList<>();
        object.setObject(list);
        Envelope[] sent = {
            text.toEnvelope(Sent.ORDERS).build(),
            bytes.toEnvelope(Sent.ORDERS).build(),
            stream.toEnvelope(Sent.ORDERS).build(),
            object.toEnvelope(Sent.ORDERS).build()
        };
        byte[][] before = new byte[sent.length][];
        for (int i = 0; i < sent.length; i++) {
            before[i] = Objects.requireNonNull(sent[i].body()).clone();
        }

        text.setText("two");
        bytes.writeByte((byte) 2);
        stream.writeInt(2);
        list.add("two");

        for (int i = 0; i < sent.length; i++) {
            assertThat(sent[i].body()).isEqualTo(before[i]);
        }
        assertThat(object.getObject()).isEqualTo(new ArrayList<>());
        assertThat(Sent.received(text).getText()).isEqualTo("two");
    }

    @Test
    void theSameBodyIsEncodedOnce() throws JMSException {
        JmsTextMessage text = new JmsTextMessage("one");
        JmsBytesMessage bytes = new JmsBytesMessage();
        bytes.writeByte((byte) 1);

        assertThat(text.toEnvelope(Sent.ORDERS).build().body())
                .isSameAs(text.toEnvelope(Sent.ORDERS).build().body());
        assertThat(bytes.toEnvelope(Sent.ORDERS).build().body())
                .isSameAs(bytes.toEnvelope(Sent.ORDERS).build().body());
    }

    @Test
    void noArrayOfAnEnvelopeReachesTheApplication() throws JMSException {
        JmsBytesMessage sent = new JmsBytesMessage();
        sent.writeByte((byte) 1);
        Envelope envelope = Sent.stored(sent);
        JmsBytesMessage message = (JmsBytesMessage)
                MessageFactory.received(envelope, "ID:1", 1, false, new Sent.Context(ObjectMessagePolicy.DEFAULTS));

        Objects.requireNonNull(message.getBody(byte[].class))[0] = 9;

        assertThat(envelope.body()).containsExactly(1);
    }

    @Test
    void twoReceiversOfOneEnvelopeDoNotSeeEachOther() throws JMSException {
        JmsMapMessage sent = new JmsMapMessage();
        sent.setBytes("a", new byte[] {1});
        sent.setIntProperty("p", 1);
        Envelope envelope = Sent.stored(sent);
        Sent.Context context = new Sent.Context(ObjectMessagePolicy.DEFAULTS);
        JmsMapMessage one = (JmsMapMessage) MessageFactory.received(envelope, "ID:1", 1, false, context);
        JmsMapMessage two = (JmsMapMessage) MessageFactory.received(envelope, "ID:1", 1, false, context);

        one.clearBody();
        one.clearProperties();
        one.setIntProperty("p", 2);

        assertThat(two.getBytes("a")).containsExactly(1);
        assertThat(two.getIntProperty("p")).isEqualTo(1);
        assertThat(envelope.properties()).isEqualTo(Map.of("p", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\u00e9\u4e2d\ud83d\ude00", "\ud800", "x\udc00y", "\u0000"})
    void everyTextComesBack(String text) throws JMSException {
        assertThat(Sent.received(new JmsTextMessage(text)).getText()).isEqualTo(text);
        assertThat(Sent.received(Sent.received(new JmsTextMessage(text))).getText())
                .isEqualTo(text);
    }

    @Test
    void textIsStoredAsUtf8WhereverItLosesNothing() throws JMSException {
        JmsTextMessage message = new JmsTextMessage("\ud800");
        assertThat(Sent.stored(message).bodyKind()).isEqualTo(BodyKind.TEXT_UTF16);

        message.setText("plain");
        assertThat(Sent.stored(message).bodyKind()).isEqualTo(BodyKind.TEXT);
        assertThat(Sent.stored(new JmsTextMessage()).bodyKind()).isEqualTo(BodyKind.TEXT);
        assertThat(Sent.received(new JmsTextMessage()).getText()).isNull();
    }

    @Test
    void readingAReceivedTextAllocatesLittleBesidesTheText() throws JMSException {
        JmsTextMessage sent = new JmsTextMessage("x".repeat(1_000));
        for (int i = 0; i < 20; i++) {
            sent.setIntProperty("p" + i, i);
        }
        Envelope envelope = Sent.stored(sent);
        Sent.Context context = new Sent.Context(ObjectMessagePolicy.DEFAULTS);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 10_000;
        long length = 0;

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            JmsTextMessage message = (JmsTextMessage) MessageFactory.received(envelope, "ID:1", 1, false, context);
            length += Objects.requireNonNull(message.getText()).length() + message.getIntProperty("p7");
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;

        assertThat(length).isEqualTo(1_007L * rounds);
        assertThat(each).isLessThan(1_000 + 400);
    }
}
