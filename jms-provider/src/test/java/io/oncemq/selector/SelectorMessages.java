// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import java.util.Map;

/** The messages that the tests of this package judge. */
final class SelectorMessages {
    private SelectorMessages() {}

    static Envelope withProperties(Map<String, Object> properties) {
        return builder().properties(properties).build();
    }

    static Envelope.Builder builder() {
        return new Envelope.Builder(DestinationName.queue("q"), BodyKind.NONE);
    }

    static SelectorFacts facts(String messageId, int deliveryCount) {
        return new SelectorFacts() {
            @Override
            public String messageId() {
                return messageId;
            }

            @Override
            public int deliveryCount() {
                return deliveryCount;
            }
        };
    }

    static Truth judge(String text, Envelope envelope) throws SelectorSyntaxException {
        return judge(text, envelope, facts("ID:1", 1));
    }

    /** Through the public calls: what is neither true nor false by its opposite is unknown. */
    static Truth judge(String text, Envelope envelope, SelectorFacts facts) throws SelectorSyntaxException {
        boolean isTrue = Selector.parse(text).matches(envelope, facts);
        boolean isFalse = Selector.parse("NOT (" + text + ")").matches(envelope, facts);
        if (isTrue && isFalse) {
            throw new AssertionError(text + " is true, and so is its opposite");
        }
        return isTrue ? Truth.TRUE : isFalse ? Truth.FALSE : Truth.UNKNOWN;
    }
}
