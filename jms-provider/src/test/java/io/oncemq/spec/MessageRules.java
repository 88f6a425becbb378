// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Chapter 3: messages, through the provider and back. */
abstract class MessageRules extends SpecTest {
    MessageRules(TestDatabases database) {
        super(database);
    }

    private static Message sendAndReceive(Session session, Destination destination, Message message)
            throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(destination);
                MessageProducer producer = session.createProducer(destination)) {
            producer.send(message);
            return receive(consumer);
        }
    }

    // Header fields

    @Test
    @Section({"3.4.1", "3.4.11"})
    void theDestinationIsThatOfTheSend() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        for (Destination destination : List.of(queue(session), topic(session), session.createTemporaryQueue())) {
            Message message = session.createMessage();
            message.setJMSDestination(session.createQueue("ignored"));

            Message back = sendAndReceive(session, destination, message);

            assertThat(message.getJMSDestination()).isEqualTo(destination);
            assertThat(back.getJMSDestination()).isEqualTo(destination);
        }
    }

    @Test
    @Section({"3.4.2", "3.4.10", "7.7"})
    void modeAndPriorityAreThoseOfTheSend() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        MessageConsumer consumer = session.createConsumer(queue(session));
        for (int mode : new int[] {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT}) {
            for (int priority = 0; priority <= 9; priority++) {
                Message message = session.createMessage();
                message.setJMSDeliveryMode(3 - mode);
                message.setJMSPriority(9 - priority);

                producer.send(message, mode, priority, 0);

                Message back = receive(consumer);
                assertThat(List.of(message.getJMSDeliveryMode(), message.getJMSPriority()))
                        .isEqualTo(List.of(mode, priority));
                assertThat(List.of(back.getJMSDeliveryMode(), back.getJMSPriority()))
                        .isEqualTo(List.of(mode, priority));
            }
        }
    }

    @Test
    @Section("3.4.3")
    void messageIdsAreUniqueAndBeginWithId() throws Exception {
        Session one = session(Session.AUTO_ACKNOWLEDGE);
        Session two = session(Session.SESSION_TRANSACTED);
        Set<String> ids = new HashSet<>();
        for (Session session : List.of(one, two)) {
            MessageProducer producer = session.createProducer(queue(session));
            for (int i = 0; i < 50; i++) {
                Message message = session.createMessage();
                message.setJMSMessageID("ID:ignored");
                producer.send(message);
                ids.add(message.getJMSMessageID());
            }
        }

        assertThat(ids).hasSize(100).doesNotContain("ID:ignored").allMatch(id -> id.startsWith("ID:"));
    }

    @Test
    @Section({"3.4.3", "3.4.4"})
    void theHintsToLeaveOutIdAndTimestampAreIgnored() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        producer.setDisableMessageID(true);
        producer.setDisableMessageTimestamp(true);
        Message message = session.createMessage();

        producer.send(message);

        Message back = receive(session.createConsumer(queue(session)));
        assertThat(back.getJMSMessageID()).startsWith("ID:").isEqualTo(message.getJMSMessageID());
        assertThat(back.getJMSTimestamp()).isPositive().isEqualTo(message.getJMSTimestamp());
    }

    @Test
    @Section("3.4.4")
    void theTimestampIsTheTimeOfTheSend() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        for (int i = 0; i < 20; i++) {
            Message message = session.createMessage();
            message.setJMSTimestamp(5);
            long before = System.currentTimeMillis();
            producer.send(message);
            long after = System.currentTimeMillis();

            // By the database's clock, which is this machine's, as this node last measured it.
            assertThat(message.getJMSTimestamp()).isBetween(before - 10_000, after + 10_000);
        }
    }

    @Test
    @Section("3.4.5")
    void aCorrelationIdIsAnIdATextOrBytes() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        for (String id : new String[] {"ID:another", "application's own", null}) {
            Message message = session.createMessage();
            message.setJMSCorrelationID(id);

            assertThat(sendAndReceive(session, queue(session), message).getJMSCorrelationID())
                    .isEqualTo(id);
        }
        Message message = session.createMessage();
        message.setJMSCorrelationIDAsBytes(new byte[] {0, -1, 7});
        assertThat(sendAndReceive(session, queue(session), message).getJMSCorrelationIDAsBytes())
                .containsExactly(0, -1, 7);
    }

    @Test
    @Section({"3.4.6", "3.4.8"})
    void replyToAndTypeAreTheClients() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        for (Destination replies : new Destination[] {
            session.createQueue("r"), session.createTopic("r"), session.createTemporaryTopic(), null
        }) {
            Message message = session.createMessage();
            message.setJMSReplyTo(replies);
            message.setJMSType(replies == null ? null : "kind");

            Message back = sendAndReceive(session, queue(session), message);

            assertThat(back.getJMSReplyTo()).isEqualTo(replies);
            assertThat(back.getJMSType()).isEqualTo(replies == null ? null : "kind");
        }
    }

    @Test
    @Section({"3.4.7", "3.4.11", "3.5.11"})
    void redeliveredIsTheProvidersToSay() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        Message message = session.createMessage();
        message.setJMSRedelivered(true);
        session.createProducer(queue(session)).send(message);
        MessageConsumer consumer = session.createConsumer(queue(session));

        for (int count = 1; count <= 3; count++) {
            Message back = receive(consumer);
            assertThat(back.getJMSRedelivered()).isEqualTo(count > 1);
            assertThat(back.getIntProperty("JMSXDeliveryCount")).isEqualTo(count);
            session.recover();
        }
    }

    @Test
    @Section({"3.4.9", "3.4.13", "7.8", "7.9"})
    void expirationAndDeliveryTimeCountFromTheSendNotFromTheCommit() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue(session));
        producer.setTimeToLive(100_000);
        producer.setDeliveryDelay(50);
        Message message = session.createMessage();
        producer.send(message);
        long expiration = message.getJMSExpiration();
        long delivery = message.getJMSDeliveryTime();
        assertThat(expiration).isEqualTo(message.getJMSTimestamp() + 100_000);
        assertThat(delivery).isEqualTo(message.getJMSTimestamp() + 50);

        session.commit();

        Message back = receive(session.createConsumer(queue(session)));
        assertThat(back.getJMSExpiration()).isEqualTo(expiration);
        assertThat(back.getJMSDeliveryTime()).isEqualTo(delivery);
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(delivery - 1_000);
        session.commit();
    }

    // Properties

    private static void fill(Message message) throws JMSException {
        message.setBooleanProperty("boolean", true);
        message.setByteProperty("byte", (byte) -1);
        message.setShortProperty("short", Short.MIN_VALUE);
        message.setIntProperty("int", Integer.MAX_VALUE);
        message.setLongProperty("long", Long.MIN_VALUE);
        message.setFloatProperty("float", 1.5f);
        message.setDoubleProperty("double", Double.MIN_VALUE);
        message.setStringProperty("String", "t");
        message.setStringProperty("none", null);
        message.setObjectProperty("Object", 7L);
    }

    @Test
    @Section({"3.5", "3.5.2", "3.5.4", "3.5.5"})
    void propertiesKeepTheirTypes() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Message message = session.createMessage();
        fill(message);

        Message back = sendAndReceive(session, queue(session), message);

        assertThat(back.getObjectProperty("boolean")).isEqualTo(true);
        assertThat(back.getObjectProperty("byte")).isEqualTo((byte) -1);
        assertThat(back.getObjectProperty("short")).isEqualTo(Short.MIN_VALUE);
        assertThat(back.getObjectProperty("int")).isEqualTo(Integer.MAX_VALUE);
        assertThat(back.getObjectProperty("long")).isEqualTo(Long.MIN_VALUE);
        assertThat(back.getObjectProperty("float")).isEqualTo(1.5f);
        assertThat(back.getObjectProperty("double")).isEqualTo(Double.MIN_VALUE);
        assertThat(back.getObjectProperty("String")).isEqualTo("t");
        assertThat(back.getObjectProperty("none")).isNull();
        assertThat(back.getObjectProperty("Object")).isEqualTo(7L);
        assertThat(back.getLongProperty("byte")).isEqualTo(-1);
        assertThat(back.getDoubleProperty("float")).isEqualTo(1.5);
        assertThat(back.getStringProperty("int")).isEqualTo("2147483647");
        assertThatThrownBy(() -> back.getIntProperty("long")).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.setObjectProperty("o", List.of())).isInstanceOf(MessageFormatException.class);
    }

    @Test
    @Section({"3.5.6", "3.5.8"})
    void propertyNamesAreEnumeratedWithoutTheHeaders() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Message message = session.createMessage();
        message.setJMSType("t");
        fill(message);

        Message back = sendAndReceive(session, queue(session), message);

        List<Object> names = new ArrayList<>(Collections.list((Enumeration<?>) back.getPropertyNames()));
        names.removeIf(each -> each.toString().startsWith("JMSX"));
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "boolean", "byte", "short", "int", "long", "float", "double", "String", "none", "Object");
        assertThat(back.propertyExists("other")).isFalse();
        assertThat(back.getObjectProperty("other")).isNull();
        assertThat(back.getStringProperty("other")).isNull();
        assertThat(back.getBooleanProperty("other")).isFalse();
        assertThatThrownBy(() -> back.getIntProperty("other")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    @Section({"3.5.3", "3.5.7", "3.10"})
    void receivedPropertiesAreReadOnlyUntilCleared() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        TextMessage message = session.createTextMessage("body");
        fill(message);

        TextMessage back = (TextMessage) sendAndReceive(session, queue(session), message);

        assertThatThrownBy(() -> back.setIntProperty("new", 1)).isInstanceOf(MessageNotWriteableException.class);
        assertThatThrownBy(() -> back.setObjectProperty("int", 1)).isInstanceOf(MessageNotWriteableException.class);
        back.clearProperties();
        assertThat(back.propertyExists("int")).isFalse();
        assertThat(back.getText()).isEqualTo("body");
        back.setIntProperty("new", 1);
        assertThat(back.getIntProperty("new")).isEqualTo(1);
    }

    @Test
    @Section("3.5.9")
    void groupPropertiesAreTheClientsAndSelectable() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        for (int i = 1; i <= 3; i++) {
            Message message = session.createMessage();
            message.setStringProperty("JMSXGroupID", "g");
            message.setIntProperty("JMSXGroupSeq", i);
            producer.send(message);
        }

        Message second = receive(session.createConsumer(queue(session), "JMSXGroupID = 'g' AND JMSXGroupSeq = 2"));

        assertThat(second.getStringProperty("JMSXGroupID")).isEqualTo("g");
        assertThat(second.getIntProperty("JMSXGroupSeq")).isEqualTo(2);
    }

    private static List<Object> propertyNames(Message message) throws JMSException {
        List<Object> names = new ArrayList<>();
        for (Enumeration<?> each = message.getPropertyNames(); each.hasMoreElements(); ) {
            names.add(each.nextElement());
        }
        return names;
    }

    private Connection telling() throws JMSException {
        Connection connection = closing(factory(settings()
                        .with("applicationId", "billing")
                        .with("populateJMSXTXIDs", "true")
                        .with("populateJMSXRcvTimestamp", "true"))
                .createConnection());
        connection.start();
        return connection;
    }

    @Test
    @Section("3.5.9")
    void theApplicationIsToldAndSelectable() throws Exception {
        Session session = telling().createSession();
        Message message = session.createMessage();
        session.createProducer(queue(session)).send(message);

        Message back = receive(session.createConsumer(queue(session), "JMSXAppID = 'billing'"));

        assertThat(message.getStringProperty("JMSXAppID")).isEqualTo("billing");
        assertThat(back.getStringProperty("JMSXAppID")).isEqualTo("billing");
    }

    @Test
    @Section("3.5.9")
    void theTimeOfReceptionIsToldAndNotSelectable() throws Exception {
        Session session = telling().createSession();
        send(session, queue(session), "a", "b");

        assertNothingComes(session.createConsumer(queue(session), "JMSXRcvTimestamp > 0"));
        MessageConsumer consumer = session.createConsumer(queue(session));
        Message first = receive(consumer);
        Message second = receive(consumer);

        assertThat(first.getObjectProperty("JMSXRcvTimestamp")).isInstanceOf(Long.class);
        assertThat(first.getLongProperty("JMSXRcvTimestamp")).isCloseTo(first.getJMSTimestamp(), within(10_000L));
        assertThat(second.getLongProperty("JMSXRcvTimestamp")).isCloseTo(second.getJMSTimestamp(), within(10_000L));
        assertThat(propertyNames(first)).contains("JMSXRcvTimestamp");
    }

    @Test
    @Section("3.5.9")
    void theTransactionsAreToldToWhomTheyConcern() throws Exception {
        Session session = telling().createSession(Session.SESSION_TRANSACTED);
        send(session, queue(session), "a", "b");
        session.commit();
        send(session, queue(session), "c");
        session.commit();

        MessageConsumer consumer = session.createConsumer(queue(session));
        Message a = receive(consumer);
        Message b = receive(consumer);
        session.commit();
        Message c = receive(consumer);
        session.rollback();
        Message cAgain = receive(consumer);
        session.commit();

        String sentIn = required(a.getStringProperty("JMSXProducerTXID"));
        assertThat(sentIn).isNotEmpty().isEqualTo(b.getStringProperty("JMSXProducerTXID"));
        assertThat(c.getStringProperty("JMSXProducerTXID"))
                .isNotEqualTo(sentIn)
                .isEqualTo(cAgain.getStringProperty("JMSXProducerTXID"));
        String receivedIn = required(a.getStringProperty("JMSXConsumerTXID"));
        assertThat(receivedIn).isNotEqualTo(sentIn).isEqualTo(b.getStringProperty("JMSXConsumerTXID"));
        assertThat(List.of(
                        receivedIn,
                        required(c.getStringProperty("JMSXConsumerTXID")),
                        required(cAgain.getStringProperty("JMSXConsumerTXID"))))
                .doesNotHaveDuplicates();
    }

    @Test
    @Section("3.5.9")
    void theProducersTransactionIsSelectableAndTheConsumersNot() throws Exception {
        Session session = telling().createSession(Session.SESSION_TRANSACTED);
        Message sent = session.createMessage();
        session.createProducer(queue(session)).send(sent);
        session.commit();
        String id = required(sent.getStringProperty("JMSXProducerTXID"));

        assertNothingComes(session.createConsumer(queue(session), "JMSXConsumerTXID IS NOT NULL"));
        Message received = receive(session.createConsumer(queue(session), "JMSXProducerTXID = '" + id + "'"));

        assertThat(received.getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
    }

    @Test
    @Section("3.5.9")
    void outsideOfTransactionsNoneIsTold() throws Exception {
        Session session = telling().createSession(Session.CLIENT_ACKNOWLEDGE);

        Message back = sendAndReceive(session, queue(session), session.createMessage());

        assertThat(back.propertyExists("JMSXProducerTXID")).isFalse();
        assertThat(back.propertyExists("JMSXConsumerTXID")).isFalse();
    }

    @Test
    @Section("3.5.9")
    void nothingIsToldUnlessAskedFor() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        send(session, queue(session), "x");
        session.commit();

        Message back = receive(session.createConsumer(queue(session)));

        assertThat(propertyNames(back)).containsExactly("JMSXDeliveryCount");
    }

    @Test
    @Section({"3.5.9", "3.5.4"})
    void clientsCannotForgeWhatTheProviderTells() throws Exception {
        Session session = telling().createSession(Session.SESSION_TRANSACTED);
        for (String property :
                List.of("JMSXAppID", "JMSXProducerTXID", "JMSXConsumerTXID", "JMSXRcvTimestamp", "JMSXUserID")) {
            assertThatThrownBy(() -> session.createMessage().setObjectProperty(property, "forged"))
                    .isInstanceOf(JMSException.class);
        }
        Message message = session.createMessage();
        session.createProducer(queue(session)).send(message);
        session.commit();

        Session silent = session(Session.AUTO_ACKNOWLEDGE);
        Message forwarded = sendAndReceive(silent, queue(silent), receive(silent.createConsumer(queue(silent))));

        assertThat(propertyNames(forwarded)).containsExactly("JMSXDeliveryCount");
        assertThat(message.propertyExists("JMSXAppID")).isTrue();
        silent.createProducer(queue(silent)).send(message);
        assertThat(message.propertyExists("JMSXAppID")).isFalse();
        assertThat(message.propertyExists("JMSXProducerTXID")).isFalse();
    }

    @Test
    @Section("3.5.10")
    void propertiesOfOtherVendorsPass() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Message message = session.createMessage();
        message.setStringProperty("JMS_Vendor_Hint", "h");

        Message back = sendAndReceive(session, queue(session), message);

        assertThat(back.getStringProperty("JMS_Vendor_Hint")).isEqualTo("h");
    }

    // Acknowledgement

    @Test
    @Section("3.6")
    void acknowledgeIsIgnoredWhereTheSessionAcknowledges() throws Exception {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE, Session.SESSION_TRANSACTED}) {
            Session session = session(mode);
            Session sender = session(Session.AUTO_ACKNOWLEDGE);
            send(sender, queue(sender), "a");
            MessageConsumer consumer = session.createConsumer(queue(session));
            Message message = receive(consumer);

            message.acknowledge();

            if (mode == Session.SESSION_TRANSACTED) {
                session.rollback();
                assertThat(receive(consumer).getJMSRedelivered()).isTrue();
                session.commit();
            }
            session.close();
        }
        session(Session.AUTO_ACKNOWLEDGE).createMessage().acknowledge();
        assertThat(rest()).isEmpty();
    }

    // Selectors

    @Test
    @Section({"3.8.1", "3.8.1.3"})
    void selectorsReferToHeaders() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue(session));
        TextMessage light = session.createTextMessage("light");
        light.setJMSType("t");
        light.setJMSCorrelationID("c");
        producer.send(session.createTextMessage("other"));
        producer.send(light, DeliveryMode.NON_PERSISTENT, 7, 0);

        for (String selector : List.of(
                "JMSDeliveryMode = 'NON_PERSISTENT'",
                "JMSPriority > 6",
                "JMSType = 't' AND JMSCorrelationID = 'c'",
                "JMSMessageID = '" + light.getJMSMessageID() + "'",
                "JMSTimestamp <= " + light.getJMSTimestamp() + " AND JMSType IS NOT NULL")) {
            QueueBrowser browser = session.createBrowser(queue(session), selector);

            assertThat(Collections.list((Enumeration<?>) browser.getEnumeration()))
                    .as(selector)
                    .singleElement()
                    .satisfies(message -> assertThat(text((Message) message)).isEqualTo("light"));
        }
    }

    @Test
    @Section("3.8.1.1")
    void selectorsDoNotConvertTypes() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Message message = session.createTextMessage("orders");
        message.setStringProperty("NumberOfOrders", "2");
        session.createProducer(queue(session)).send(message);

        assertNothingComes(session.createConsumer(queue(session), "NumberOfOrders > 1"));
        assertNothingComes(session.createConsumer(queue(session), "numberoforders = '2'"));
        assertThat(receiveText(session.createConsumer(queue(session), "NumberOfOrders = '2'")))
                .isEqualTo("orders");
    }

    // Bodies

    @Test
    @Section("3.9")
    void aMessageCanBeChangedAndSentAgain() throws Exception {
        Session session = session(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue(session));
        TextMessage message = session.createTextMessage("first");
        message.setStringProperty("p", "first");
        producer.send(message);
        String firstId = message.getJMSMessageID();
        message.setText("second");
        message.setStringProperty("p", "second");
        producer.send(message);
        message.setText("never sent");
        session.commit();

        MessageConsumer consumer = session.createConsumer(queue(session));
        for (String expected : List.of("first", "second")) {
            Message back = receive(consumer);
            assertThat(text(back)).isEqualTo(expected);
            assertThat(back.getStringProperty("p")).isEqualTo(expected);
            assertThat(back.getJMSMessageID().equals(firstId)).isEqualTo("first".equals(expected));
        }
        session.commit();
    }

    @Test
    @Section("3.10")
    void whatAConsumerChangesIsNotRedelivered() throws Exception {
        Session session = session(Session.CLIENT_ACKNOWLEDGE);
        TextMessage message = session.createTextMessage("original");
        message.setIntProperty("p", 1);
        session.createProducer(queue(session)).send(message);
        MessageConsumer consumer = session.createConsumer(queue(session));
        TextMessage received = (TextMessage) receive(consumer);
        received.setJMSType("headers can be changed");
        received.clearBody();
        received.setText("changed");
        received.clearProperties();
        received.setIntProperty("p", 2);

        session.recover();

        TextMessage again = (TextMessage) receive(consumer);
        assertThat(again.getText()).isEqualTo("original");
        assertThat(again.getIntProperty("p")).isEqualTo(1);
        assertThat(again.getJMSType()).isNull();
        assertThat(again.getJMSRedelivered()).isTrue();
        again.acknowledge();
    }

    @Test
    @Section({"3.11.1", "3.11.2"})
    void receivedBodiesAreReadOnlyUntilCleared() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        TextMessage text = (TextMessage) sendAndReceive(session, queue(session), session.createTextMessage("x"));
        assertThatThrownBy(() -> text.setText("y")).isInstanceOf(MessageNotWriteableException.class);
        text.clearBody();
        assertThat(text.getText()).isNull();
        text.setText("y");

        BytesMessage bytes = (BytesMessage) sendAndReceive(session, queue(session), session.createBytesMessage());
        assertThatThrownBy(() -> bytes.writeInt(1)).isInstanceOf(MessageNotWriteableException.class);
        bytes.clearBody();
        bytes.writeInt(1);

        MapMessage map = (MapMessage) sendAndReceive(session, queue(session), session.createMapMessage());
        assertThatThrownBy(() -> map.setInt("i", 1)).isInstanceOf(MessageNotWriteableException.class);
        map.clearBody();
        map.setInt("i", 1);

        StreamMessage stream = (StreamMessage) sendAndReceive(session, queue(session), session.createStreamMessage());
        assertThatThrownBy(() -> stream.writeInt(1)).isInstanceOf(MessageNotWriteableException.class);
        stream.clearBody();
        stream.writeInt(1);

        ObjectMessage object = (ObjectMessage) sendAndReceive(session, queue(session), session.createObjectMessage(1));
        assertThatThrownBy(() -> object.setObject(2)).isInstanceOf(MessageNotWriteableException.class);
        object.clearBody();
        assertThat(object.getObject()).isNull();
        object.setObject(2);
    }

    @Test
    @Section({"3.11.3", "3.11.4"})
    void mapsAndStreamsConvertAfterTheJourney() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MapMessage map = session.createMapMessage();
        map.setInt("i", 5);
        map.setString("s", "12");
        map.setChar("c", 'x');
        map.setObject("none", null);
        StreamMessage stream = session.createStreamMessage();
        stream.writeShort((short) 3);
        stream.writeString("not a number");
        stream.writeBytes(new byte[] {1, 2, 3});

        MapMessage mapBack = (MapMessage) sendAndReceive(session, queue(session), map);
        StreamMessage streamBack = (StreamMessage) sendAndReceive(session, queue(session), stream);

        assertThat(mapBack.getLong("i")).isEqualTo(5);
        assertThat(mapBack.getByte("s")).isEqualTo((byte) 12);
        assertThat(mapBack.getString("c")).isEqualTo("x");
        assertThat(mapBack.getObject("none")).isNull();
        assertThatThrownBy(() -> mapBack.getChar("none")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> mapBack.getShort("i")).isInstanceOf(MessageFormatException.class);
        assertThat(streamBack.readString()).isEqualTo("3");
        assertThatThrownBy(streamBack::readInt).isInstanceOf(NumberFormatException.class);
        assertThat(streamBack.readString()).isEqualTo("not a number");
        byte[] whole = new byte[3];
        assertThat(streamBack.readBytes(whole)).isEqualTo(3);
        assertThat(streamBack.readBytes(whole)).isEqualTo(-1);
        assertThat(whole).containsExactly(1, 2, 3);
    }

    @Test
    @Section("3.7")
    void theBodyIsReadByType() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        Message back = sendAndReceive(session, queue(session), session.createTextMessage("x"));

        assertThat(back.isBodyAssignableTo(String.class)).isTrue();
        assertThat(back.isBodyAssignableTo(CharSequence.class)).isTrue();
        assertThat(back.isBodyAssignableTo(byte[].class)).isFalse();
        assertThat(back.getBody(Object.class)).isEqualTo("x");
        assertThatThrownBy(() -> back.getBody(byte[].class)).isInstanceOf(MessageFormatException.class);
    }

    // Messages of other providers

    private static <M extends Message> M foreign(Class<M> type, M behind) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            try {
                return method.invoke(behind, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    @Test
    @Section("3.12")
    void messagesOfAllSixTypesOfOtherProvidersAreSent() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeUTF("b");
        MapMessage map = session.createMapMessage();
        map.setInt("m", 1);
        StreamMessage stream = session.createStreamMessage();
        stream.writeLong(2);
        Message plain = session.createMessage();
        plain.setJMSCorrelationID("c");
        plain.setBooleanProperty("p", true);

        Message plainBack = sendAndReceive(session, queue(session), foreign(Message.class, plain));
        assertThat(plainBack.getJMSCorrelationID()).isEqualTo("c");
        assertThat(plainBack.getBooleanProperty("p")).isTrue();
        Message textBack =
                sendAndReceive(session, queue(session), foreign(TextMessage.class, session.createTextMessage("t")));
        assertThat(text(textBack)).isEqualTo("t");
        bytes.reset();
        BytesMessage bytesBack =
                (BytesMessage) sendAndReceive(session, queue(session), foreign(BytesMessage.class, bytes));
        assertThat(bytesBack.readUTF()).isEqualTo("b");
        MapMessage mapBack = (MapMessage) sendAndReceive(session, queue(session), foreign(MapMessage.class, map));
        assertThat(mapBack.getInt("m")).isEqualTo(1);
        stream.reset();
        StreamMessage streamBack =
                (StreamMessage) sendAndReceive(session, queue(session), foreign(StreamMessage.class, stream));
        assertThat(streamBack.readLong()).isEqualTo(2);
        ObjectMessage objectBack = (ObjectMessage)
                sendAndReceive(session, queue(session), foreign(ObjectMessage.class, session.createObjectMessage("o")));
        assertThat(objectBack.getObject()).isEqualTo("o");
    }

    @Test
    @Section("3.12")
    void whatIsPutInAndTakenOutIsCopied() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        byte[] bytes = {1, 2};
        ArrayList<String> list = new ArrayList<>(List.of("a"));
        MapMessage map = session.createMapMessage();
        map.setBytes("b", bytes);
        ObjectMessage object = session.createObjectMessage(list);
        bytes[0] = 9;
        list.add("b");

        assertThat(map.getBytes("b")).containsExactly(1, 2);
        map.getBytes("b")[0] = 7;
        assertThat(map.getBytes("b")).containsExactly(1, 2);
        assertThat(object.getObject()).isEqualTo(List.of("a"));
        assertThat(object.getObject()).isNotSameAs(object.getObject());
    }
}
