// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.client;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Arrays;
import java.util.Random;

/** What is in each message of one kind of traffic: the same for senders and receivers. For one thread. */
final class Body {
    private final String text;
    private final byte[] bytes;
    private final byte[] read;

    Body(Traffic traffic) {
        text = "x".repeat(traffic.text());
        bytes = new byte[traffic.bytes()];
        // Nothing that a database could compress.
        new Random(1).nextBytes(bytes);
        read = new byte[bytes.length];
    }

    Message newMessage(Session session) throws JMSException {
        if (bytes.length == 0) {
            return session.createTextMessage(text);
        }
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(bytes);
        return message;
    }

    /** Reads it all; throws if it is not what was sent. */
    void check(Message message) throws JMSException {
        boolean same;
        if (message instanceof TextMessage textMessage) {
            same = text.equals(textMessage.getText());
        } else {
            BytesMessage bytesMessage = (BytesMessage) message;
            same = bytesMessage.getBodyLength() == bytes.length
                    && bytesMessage.readBytes(read) == bytes.length
                    && Arrays.equals(read, bytes);
        }
        if (!same) {
            throw new IllegalStateException("a body is not what was sent: " + message);
        }
    }
}
