// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsErrors;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.Enumeration;

/**
 * Takes over messages of other providers for sending (specification, 3.12): body, properties, correlation ID, type and
 * reply destination. What only the other provider can set or read (other JMSX properties) is left behind.
 */
public final class ForeignMessages {
    private ForeignMessages() {}

    /**
     * The message itself if it is one of ours, or a copy. A foreign bytes or stream message has to be reset for that, and
     * is afterwards again at its beginning.
     *
     * @throws JMSException if it cannot be read, or holds what no message of ours may hold
     */
    public static JmsMessage ours(Message message) throws JMSException {
        if (message instanceof JmsMessage ours) {
            return ours;
        }
        JmsMessage copy = withBody(message);
        copyProperties(message, copy);
        copy.setJMSCorrelationID(message.getJMSCorrelationID());
        copy.setJMSType(message.getJMSType());
        copy.setJMSReplyTo(message.getJMSReplyTo());
        return copy;
    }

    private static JmsMessage withBody(Message foreign) throws JMSException {
        if (foreign instanceof TextMessage text) {
            return new JmsTextMessage(text.getText());
        } else if (foreign instanceof BytesMessage bytes) {
            return copyOf(bytes);
        } else if (foreign instanceof MapMessage map) {
            return copyOf(map);
        } else if (foreign instanceof StreamMessage stream) {
            return copyOf(stream);
        } else if (foreign instanceof ObjectMessage object) {
            JmsObjectMessage copy = new JmsObjectMessage();
            copy.setObject(object.getObject());
            return copy;
        } else {
            return new JmsMessage();
        }
    }

    private static JmsMessage copyOf(BytesMessage foreign) throws JMSException {
        JmsBytesMessage copy = new JmsBytesMessage();
        byte[] part = new byte[8192];
        foreign.reset();
        for (int length = foreign.readBytes(part); length > 0; length = foreign.readBytes(part)) {
            copy.writeBytes(part, 0, length);
        }
        foreign.reset();
        return copy;
    }

    private static JmsMessage copyOf(MapMessage foreign) throws JMSException {
        JmsMapMessage copy = new JmsMapMessage();
        Enumeration<?> names = foreign.getMapNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            try {
                copy.setObject(name, foreign.getObject(name));
            } catch (IllegalArgumentException e) {
                throw JmsErrors.foreignMessage("map entry", e);
            }
        }
        return copy;
    }

    private static JmsMessage copyOf(StreamMessage foreign) throws JMSException {
        JmsStreamMessage copy = new JmsStreamMessage();
        foreign.reset();
        while (true) {
            Object field;
            try {
                field = foreign.readObject();
            } catch (MessageEOFException e) {
                // The only way in which a stream tells its end.
                break;
            }
            copy.writeObject(field);
        }
        foreign.reset();
        return copy;
    }

    private static void copyProperties(Message foreign, JmsMessage copy) throws JMSException {
        Enumeration<?> names = foreign.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            if (!PropertyNames.belongsToProvider(name)) {
                try {
                    copy.setObjectProperty(name, foreign.getObjectProperty(name));
                } catch (IllegalArgumentException e) {
                    throw JmsErrors.foreignMessage("property", e);
                }
            }
        }
    }
}
