// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import org.jspecify.annotations.Nullable;

/**
 * When and in which transaction a message was received, as far as it shows that in properties (specification, 3.5.9).
 * Never stored, so selectors do not see it.
 *
 * @param timestamp JMSXRcvTimestamp, in milliseconds since 1970 by the clock of JMSTimestamp; 0 for none
 * @param transactionId JMSXConsumerTXID; null for none
 */
public record Reception(long timestamp, @Nullable String transactionId) {
    /** Nothing is shown. */
    public static final Reception UNTOLD = new Reception(0, null);
}
