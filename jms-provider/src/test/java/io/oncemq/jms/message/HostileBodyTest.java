// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.BodyKind;
import io.oncemq.message.Envelope;
import io.oncemq.message.MessageFormatException;
import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.StreamMessage;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stored bodies may be anything, too: reading one gives a value or an error of the API, and takes no more memory than its
 * length allows. {@code -Doncemq.fuzz.count=1000000} for more tries (profile {@code fuzz}).
 */
@Section("3.11")
class HostileBodyTest {
    private static final long SEED = 20_260_102;
    private static final int COUNT = Integer.getInteger("oncemq.fuzz.count", 20_000);
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(
            value = BodyKind.class,
            names = {"TEXT", "TEXT_UTF16", "BYTES", "MAP", "STREAM", "OBJECT"})
    void anyBytesGiveABodyOrAnErrorOfTheApi(BodyKind kind) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] valid = valid(kind);
        int read = 0;
        for (int i = 0; i < COUNT; i++) {
            byte[] body = i % 2 == 0 ? random(random) : changed(valid, random);
            read += isRead(kind, body) ? 1 : 0;
        }
        assertThat(read).isPositive();
    }

    private static byte[] random(SplittableRandom random) {
        byte[] body = new byte[random.nextInt(200)];
        random.nextBytes(body);
        return body;
    }

    private static byte[] changed(byte[] valid, SplittableRandom random) {
        byte[] body = valid.clone();
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return body;
    }

    private static byte[] valid(BodyKind kind) throws JMSException {
        JmsMessage message =
                switch (kind) {
                    case MAP -> map();
                    case STREAM -> stream();
                    case OBJECT -> object();
                    default -> new JmsTextMessage("Grüße \ud83d\ude00");
                };
        byte[] body = message.toEnvelope(Sent.ORDERS).build().body();
        return body == null ? new byte[1] : body;
    }

    private static JmsMessage map() throws JMSException {
        JmsMapMessage map = new JmsMapMessage();
        map.setString("s", "text");
        map.setBytes("b", new byte[20]);
        map.setDouble("d", 1.5);
        map.setChar("c", 'x');
        return map;
    }

    private static JmsMessage stream() throws JMSException {
        JmsStreamMessage stream = new JmsStreamMessage();
        stream.writeString("text");
        stream.writeBytes(new byte[20]);
        stream.writeLong(5);
        stream.writeBoolean(true);
        return stream;
    }

    private static JmsMessage object() throws JMSException {
        JmsObjectMessage object = new JmsObjectMessage();
        object.setObject(new java.util.ArrayList<>(java.util.List.of("a", 1)));
        return object;
    }

    private static boolean isRead(BodyKind kind, byte[] body) throws JMSException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Envelope envelope =
                    new Envelope.Builder(Sent.ORDERS, kind).body(body).build();
            JmsMessage message =
                    MessageFactory.received(envelope, "ID:1", 1, false, new Sent.Context(ObjectMessagePolicy.DEFAULTS));
            if (message instanceof StreamMessage stream) {
                readToTheEnd(stream);
            } else {
                message.getBody(Object.class);
            }
            return true;
        } catch (jakarta.jms.MessageFormatException | MessageFormatException e) {
            return false;
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(2 << 20);
        }
    }

    private static void readToTheEnd(StreamMessage stream) throws JMSException {
        try {
            while (true) {
                stream.readObject();
            }
        } catch (MessageEOFException e) {
            // The end.
        }
    }
}
