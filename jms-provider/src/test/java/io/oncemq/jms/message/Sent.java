// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.message.EnvelopeCodec;
import jakarta.jms.JMSException;

/** Sends a message through its stored form, as producer, store and consumer do together. */
final class Sent {
    static final DestinationName ORDERS = DestinationName.queue("orders");

    private Sent() {}

    static Envelope stored(JmsMessage message) throws JMSException {
        return stored(message.toEnvelope(ORDERS).sentAt(1_000).build());
    }

    static Envelope stored(Envelope envelope) {
        return EnvelopeCodec.decode(EnvelopeCodec.FORMAT, EnvelopeCodec.encodeHead(envelope), envelope.body());
    }

    static <T extends JmsMessage> T received(T message) throws JMSException {
        return received(message, ObjectMessagePolicy.DEFAULTS);
    }

    @SuppressWarnings("unchecked") // the same kind comes back
    static <T extends JmsMessage> T received(T message, ObjectMessagePolicy policy) throws JMSException {
        return (T) MessageFactory.received(stored(message), "ID:1", 1, false, new Context(policy));
    }

    static final class Context implements ReceivedContext {
        private final ObjectMessagePolicy policy;
        int acknowledgements;

        Context(ObjectMessagePolicy policy) {
            this.policy = policy;
        }

        @Override
        public void acknowledge() {
            acknowledgements++;
        }

        @Override
        public ObjectMessagePolicy objectMessagePolicy() {
            return policy;
        }
    }
}
