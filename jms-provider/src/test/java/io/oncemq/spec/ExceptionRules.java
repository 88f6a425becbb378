// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 10: each standard exception and its unchecked twin, where the specification says that it must be. */
abstract class ExceptionRules extends SpecTest {
    ExceptionRules(TestDatabases database) {
        super(database);
    }

    @Test
    @Section("10.2")
    void anExceptionHasAMessageACodeAndItsCause() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> session.createConsumer(queue(session), "a ="))
                .isInstanceOfSatisfying(JMSException.class, e -> {
                    assertThat(e.getMessage()).isNotBlank();
                    assertThat(e.getErrorCode()).matches("ONCEMQ-\\d{4}");
                    assertThat(e.getLinkedException()).isNotNull().isSameAs(e.getCause());
                });
        assertThatThrownBy(() -> context().createConsumer(queue(session), "a ="))
                .isInstanceOfSatisfying(JMSRuntimeException.class, e -> {
                    assertThat(e.getMessage()).isNotBlank();
                    assertThat(e.getErrorCode()).matches("ONCEMQ-\\d{4}");
                    assertThat(e.getCause()).isInstanceOf(InvalidSelectorException.class);
                });
    }

    @Test
    @Section({"10.3", "6.2.7"})
    void illegalState() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        JMSContext context = context();

        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(context::commit).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(context::rollback).isInstanceOf(IllegalStateRuntimeException.class);
        JMSContext transacted = context(JMSContext.SESSION_TRANSACTED);
        assertThatThrownBy(transacted::recover).isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    @Section({"10.3", "6.1.2"})
    void invalidClientId() throws Exception {
        Connection owner = connection();
        owner.setClientID(name);
        Connection other = connection();
        JMSContext context = context();

        assertThatThrownBy(() -> other.setClientID(name)).isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> context.setClientID(name)).isInstanceOf(InvalidClientIDRuntimeException.class);
        assertThatThrownBy(() -> context.setClientID("")).isInstanceOf(InvalidClientIDRuntimeException.class);
    }

    @Test
    @Section("10.3")
    void invalidDestination() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        JMSContext context = context();
        Queue unknown = () -> "";
        Queue neither = new QueueAndTopic();

        for (Queue bad : new Queue[] {null, unknown, neither}) {
            assertThatThrownBy(() -> session.createConsumer(bad)).isInstanceOf(InvalidDestinationException.class);
            assertThatThrownBy(() -> session.createBrowser(bad)).isInstanceOf(InvalidDestinationException.class);
            assertThatThrownBy(() -> context.createConsumer(bad))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
            assertThatThrownBy(() -> context.createProducer().send(bad, "x"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
        }
        assertThatThrownBy(() -> session.unsubscribe("no such subscription"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> context.unsubscribe("no such subscription"))
                .isInstanceOf(InvalidDestinationRuntimeException.class);
        Topic none = null;
        assertThatThrownBy(() -> session.createSharedDurableConsumer(none, "s"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> context.createSharedConsumer(none, "s"))
                .isInstanceOf(InvalidDestinationRuntimeException.class);
    }

    /** What no provider can understand. */
    private static final class QueueAndTopic implements Queue, Topic {
        @Override
        public String getQueueName() {
            return "q";
        }

        @Override
        public String getTopicName() {
            return "t";
        }
    }

    @Test
    @Section({"10.3", "3.8.1.1"})
    void invalidSelector() throws Exception {
        Connection connection = connection(name);
        Session session = connection.createSession();
        Topic topic = topic(session);
        JMSContext context = context();
        String bad = "a BETWEEN 1";

        assertThatThrownBy(() -> session.createConsumer(topic, bad)).isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createConsumer(queue(session), bad, true))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "d", bad, false))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createDurableSubscriber(topic, "d", bad, false))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(topic, "s", bad))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "s", bad))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createBrowser(queue(session), bad))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> context.createConsumer(topic, bad))
                .isInstanceOf(InvalidSelectorRuntimeException.class);
        assertThatThrownBy(() -> context.createSharedDurableConsumer(topic, "s", bad))
                .isInstanceOf(InvalidSelectorRuntimeException.class);
        assertThatThrownBy(() -> context.createBrowser(queue(session), bad))
                .isInstanceOf(InvalidSelectorRuntimeException.class);
    }

    @Test
    @Section({"10.3", "3.11"})
    void endOfStreamAndModesOfReading() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        StreamMessage stream = session.createStreamMessage();
        BytesMessage bytes = session.createBytesMessage();

        assertThatThrownBy(stream::readInt).isInstanceOf(MessageNotReadableException.class);
        assertThatThrownBy(bytes::readByte).isInstanceOf(MessageNotReadableException.class);
        assertThatThrownBy(bytes::getBodyLength).isInstanceOf(MessageNotReadableException.class);
        stream.reset();
        bytes.reset();
        assertThatThrownBy(stream::readInt).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(bytes::readByte).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(() -> stream.writeInt(1)).isInstanceOf(MessageNotWriteableException.class);
        assertThatThrownBy(() -> bytes.writeInt(1)).isInstanceOf(MessageNotWriteableException.class);
    }

    @Test
    @Section({"10.3", "3.11.3"})
    void messageFormat() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        StreamMessage stream = session.createStreamMessage();
        JMSContext context = context();

        assertThatThrownBy(() -> stream.writeObject(List.of())).isInstanceOf(MessageFormatException.class);
        stream.writeBoolean(true);
        stream.writeString("x");
        stream.reset();
        assertThatThrownBy(stream::readShort).isInstanceOf(MessageFormatException.class);
        assertThat(stream.readBoolean()).isTrue();
        assertThatThrownBy(stream::readInt).isInstanceOf(NumberFormatException.class);
        assertThat(stream.readString()).isEqualTo("x");
        assertThatThrownBy(() -> session.createProducer(queue(session)).send(null))
                .isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> context.createProducer().send(queue(session), (TextMessage) null))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    @Test
    @Section({"10.3", "7.5"})
    void messageNotWriteable() throws Exception {
        JMSContext context = context();
        send("x");
        TextMessage received = (TextMessage)
                required(context.createConsumer(context.createQueue(name)).receive(SOON));

        assertThatThrownBy(() -> received.setText("y")).isInstanceOf(MessageNotWriteableException.class);
        assertThatThrownBy(() -> context.createProducer().setProperty("p", 1).send(context.createQueue(name), received))
                .isInstanceOf(MessageNotWriteableRuntimeException.class);
    }
}
