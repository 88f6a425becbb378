// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The headers a selector may name, and the one JMSX property that belongs to the delivery, not to the message. */
enum Header {
    CORRELATION_ID("JMSCorrelationID"),
    DELIVERY_COUNT("JMSXDeliveryCount"),
    DELIVERY_MODE("JMSDeliveryMode"),
    MESSAGE_ID("JMSMessageID"),
    PRIORITY("JMSPriority"),
    TIMESTAMP("JMSTimestamp"),
    TYPE("JMSType");

    private final String headerName;

    Header(String headerName) {
        this.headerName = headerName;
    }

    static Optional<Header> named(String name) {
        return Arrays.stream(values())
                .filter(header -> header.headerName.equals(name))
                .findFirst();
    }

    /** Its value as a Long or String; null where the message has none. */
    @Nullable
    Object of(Candidate candidate) {
        return switch (this) {
            case CORRELATION_ID -> candidate.envelope().correlationId();
            case DELIVERY_COUNT -> (long) candidate.facts().deliveryCount();
            case DELIVERY_MODE -> candidate.envelope().persistent() ? "PERSISTENT" : "NON_PERSISTENT";
            case MESSAGE_ID -> candidate.facts().messageId();
            case PRIORITY -> (long) candidate.envelope().priority();
            case TIMESTAMP -> candidate.envelope().sentAt();
            case TYPE -> candidate.envelope().type();
        };
    }
}
