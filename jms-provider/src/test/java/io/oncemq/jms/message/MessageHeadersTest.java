// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.jms.JmsDestination;
import io.oncemq.jms.JmsQueue;
import io.oncemq.jms.JmsTopic;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.spec.Section;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Message headers (specification, 3.4)")
@Section("3.4")
class MessageHeadersTest {
    private static final byte[] NO_TEXT = {(byte) 0xC3, 0x28};

    private static JmsMessage received(Envelope envelope) {
        return MessageFactory.received(
                Sent.stored(envelope), "ID:42", 2, true, new Sent.Context(ObjectMessagePolicy.DEFAULTS));
    }

    @Test
    void aNewMessageHasTheDefaults() {
        JmsMessage message = new JmsMessage();

        assertThat(message.getJMSMessageID()).isNull();
        assertThat(message.getJMSTimestamp()).isZero();
        assertThat(message.getJMSCorrelationID()).isNull();
        assertThat(message.getJMSCorrelationIDAsBytes()).isNull();
        assertThat(message.getJMSReplyTo()).isNull();
        assertThat(message.getJMSDestination()).isNull();
        assertThat(message.getJMSDeliveryMode()).isEqualTo(Message.DEFAULT_DELIVERY_MODE);
        assertThat(message.getJMSRedelivered()).isFalse();
        assertThat(message.getJMSType()).isNull();
        assertThat(message.getJMSExpiration()).isZero();
        assertThat(message.getJMSDeliveryTime()).isZero();
        assertThat(message.getJMSPriority()).isEqualTo(Message.DEFAULT_PRIORITY);
    }

    @Test
    void anyHeaderMayBeSetOnAMessage() {
        JmsMessage message = new JmsMessage();
        Destination destination = new JmsTopic("t");
        message.setJMSMessageID("anything");
        message.setJMSTimestamp(1);
        message.setJMSDestination(destination);
        message.setJMSDeliveryMode(77);
        message.setJMSRedelivered(true);
        message.setJMSExpiration(2);
        message.setJMSDeliveryTime(3);
        message.setJMSPriority(77);

        assertThat(message.getJMSMessageID()).isEqualTo("anything");
        assertThat(message.getJMSTimestamp()).isEqualTo(1);
        assertThat(message.getJMSDestination()).isSameAs(destination);
        assertThat(message.getJMSDeliveryMode()).isEqualTo(77);
        assertThat(message.getJMSRedelivered()).isTrue();
        assertThat(message.getJMSExpiration()).isEqualTo(2);
        assertThat(message.getJMSDeliveryTime()).isEqualTo(3);
        assertThat(message.getJMSPriority()).isEqualTo(77);
    }

    @Test
    @DisplayName("What the provider decides is not taken from the message (3.4.11)")
    void headersOfTheProviderAreNotSent() throws JMSException {
        JmsMessage message = new JmsMessage();
        message.setJMSDestination(new JmsTopic("elsewhere"));
        message.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);
        message.setJMSPriority(77);
        message.setJMSExpiration(5);
        message.setJMSDeliveryTime(6);
        message.setJMSTimestamp(7);

        Envelope envelope = message.toEnvelope(Sent.ORDERS).build();

        assertThat(envelope.destination()).isEqualTo(Sent.ORDERS);
        assertThat(envelope.persistent()).isTrue();
        assertThat(envelope.priority()).isEqualTo(4);
        assertThat(envelope.expiresAt()).isZero();
        assertThat(envelope.deliverAt()).isZero();
        assertThat(envelope.sentAt()).isZero();
    }

    @Test
    void aReceivedMessageShowsWhatWasSent() throws JMSException {
        JmsMessage sent = new JmsMessage();
        sent.setJMSCorrelationID("c");
        sent.setJMSType("t");
        sent.setJMSReplyTo(new JmsQueue("replies"));

        JmsMessage message = received(sent.toEnvelope(Sent.ORDERS)
                .persistent(false)
                .priority(9)
                .sentAt(10)
                .expiresAt(20)
                .deliverAt(15)
                .build());

        assertThat(message.getJMSMessageID()).isEqualTo("ID:42");
        assertThat(message.getJMSDestination()).isEqualTo(new JmsQueue("orders"));
        assertThat(message.getJMSReplyTo()).isEqualTo(new JmsQueue("replies"));
        assertThat(message.getJMSCorrelationID()).isEqualTo("c");
        assertThat(message.getJMSType()).isEqualTo("t");
        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(message.getJMSPriority()).isEqualTo(9);
        assertThat(message.getJMSTimestamp()).isEqualTo(10);
        assertThat(message.getJMSDeliveryTime()).isEqualTo(15);
        assertThat(message.getJMSExpiration()).isEqualTo(20);
        assertThat(message.getJMSRedelivered()).isTrue();
    }

    @Test
    @DisplayName("Without a delay the delivery time is the time of sending (3.4.13)")
    void theDeliveryTimeWithoutDelayIsTheTimeOfSending() throws JMSException {
        JmsMessage message =
                received(new JmsMessage().toEnvelope(Sent.ORDERS).sentAt(10).build());

        assertThat(message.getJMSDeliveryTime()).isEqualTo(10);
    }

    @Test
    void aHeaderOfAReceivedMessageCanBeTakenAway() throws JMSException {
        JmsMessage sent = new JmsMessage();
        sent.setJMSReplyTo(new JmsQueue("replies"));
        JmsMessage message = Sent.received(sent);

        message.setJMSReplyTo(null);
        message.setJMSDestination(null);

        assertThat(message.getJMSReplyTo()).isNull();
        assertThat(message.getJMSDestination()).isNull();
        assertThat(Sent.stored(message).replyTo()).isNull();
    }

    @Test
    void aReceivedMessageIsForwardedWithItsHeaders() throws JMSException {
        JmsMessage sent = new JmsMessage();
        sent.setJMSReplyTo(new JmsQueue("replies"));
        sent.setJMSCorrelationIDAsBytes(NO_TEXT);
        sent.setIntProperty("a", 1);

        Envelope forwarded = Sent.stored(Sent.received(Sent.received(sent)));

        assertThat(forwarded.replyTo()).isEqualTo(DestinationName.queue("replies"));
        assertThat(forwarded.correlationIdBytes()).isEqualTo(NO_TEXT);
        assertThat(forwarded.properties()).containsEntry("a", 1);
    }

    @Test
    void anotherProvidersReplyDestinationIsTakenByName() throws JMSException {
        JmsMessage message = new JmsMessage();
        message.setJMSReplyTo((Queue) () -> "theirs");

        assertThat(Sent.stored(message).replyTo()).isEqualTo(DestinationName.queue("theirs"));

        message.setJMSReplyTo(new Destination() {});
        assertThatThrownBy(() -> message.toEnvelope(Sent.ORDERS)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void aTemporaryReplyDestinationKeepsItsKind() throws JMSException {
        JmsMessage message = new JmsMessage();
        Destination temporary = JmsDestination.of(new DestinationName(DestinationName.Kind.TEMPORARY_QUEUE, "tmp"));
        message.setJMSReplyTo(temporary);

        assertThat(Sent.received(message).getJMSReplyTo()).isEqualTo(temporary);
    }

    @Test
    @DisplayName("JMSCorrelationIDAsBytes (3.4.5)")
    void aCorrelationIdOfBytesComesBackAsTheSameBytes() throws JMSException {
        for (byte[] id : new byte[][] {{}, {'a', 'b'}, {0}, NO_TEXT, {(byte) 0xFF, 1, 2}}) {
            byte[] given = id.clone();
            JmsMessage sent = new JmsMessage();
            sent.setJMSCorrelationIDAsBytes(given);
            if (given.length > 0) {
                given[0]++;
            }

            JmsMessage message = Sent.received(sent);

            byte[] back = java.util.Objects.requireNonNull(message.getJMSCorrelationIDAsBytes());
            assertThat(back).isEqualTo(id);
            if (back.length > 0) {
                back[0]++;
                assertThat(message.getJMSCorrelationIDAsBytes()).isEqualTo(id);
            }
        }
    }

    @Test
    void bytesThatAreTextAreACorrelationIdThatSelectorsSee() throws JMSException {
        JmsMessage message = new JmsMessage();
        message.setJMSCorrelationIDAsBytes("\u00e9".getBytes(StandardCharsets.UTF_8));

        assertThat(message.getJMSCorrelationID()).isEqualTo("\u00e9");
        assertThat(Sent.stored(message).correlationId()).isEqualTo("\u00e9");

        message.setJMSCorrelationIDAsBytes(NO_TEXT);
        assertThat(message.getJMSCorrelationID()).isNull();
        message.setJMSCorrelationID("x");
        assertThat(message.getJMSCorrelationIDAsBytes()).containsExactly('x');
        message.setJMSCorrelationIDAsBytes(null);
        assertThat(message.getJMSCorrelationID()).isNull();
    }

    @Test
    void sentHeadersAreShownInTheApplicationsMessage() throws JMSException {
        JmsMessage message = new JmsMessage();

        new SentHeaders(new JmsQueue("orders"), "ID:7", 1, 2, DeliveryMode.NON_PERSISTENT, 8, 3).applyTo(message);

        assertThat(message.getJMSDestination()).isEqualTo(new JmsQueue("orders"));
        assertThat(message.getJMSMessageID()).isEqualTo("ID:7");
        assertThat(message.getJMSTimestamp()).isEqualTo(1);
        assertThat(message.getJMSExpiration()).isEqualTo(2);
        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(message.getJMSPriority()).isEqualTo(8);
        assertThat(message.getJMSDeliveryTime()).isEqualTo(3);
    }

    @Test
    void acknowledgeReachesTheSessionOfAReceivedMessage() throws JMSException {
        Sent.Context context = new Sent.Context(ObjectMessagePolicy.DEFAULTS);
        JmsMessage message = MessageFactory.received(Sent.stored(new JmsMessage()), null, 1, false, context);

        message.acknowledge();
        new JmsMessage().acknowledge();

        assertThat(context.acknowledgements).isEqualTo(1);
        assertThat(message.getJMSMessageID()).isNull();
    }

    @Test
    void itsTextShowsNeitherPropertiesNorBody() throws JMSException {
        JmsTextMessage sent = new JmsTextMessage("secret");
        sent.setStringProperty("secret", "secret");

        assertThat(sent).hasToString("JmsTextMessage without ID");
        assertThat(Sent.received(sent)).hasToString("JmsTextMessage ID:1");
    }
}
