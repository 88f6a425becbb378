// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.jms.message.Reception;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which of the optional JMSX properties a connection sets (specification, 3.5.9). All of them cost something per message,
 * so none is set unless asked for.
 *
 * @param userId whether messages carry their sender's verified user as JMSXUserID
 * @param applicationId what messages carry as JMSXAppID; null for nothing
 * @param transactionIds whether messages carry the transaction they were sent in as JMSXProducerTXID, and show the one
 *     they are received in as JMSXConsumerTXID
 * @param receiveTimestamp whether messages show when they were received as JMSXRcvTimestamp
 */
public record JmsxProperties(
        boolean userId, @Nullable String applicationId, boolean transactionIds, boolean receiveTimestamp) {
    public static final JmsxProperties NONE = new JmsxProperties(false, null, false, false);

    /**
     * What a message shows of its reception.
     *
     * @param transactionId asked only where that is shown
     */
    Reception reception(Engine engine, Supplier<@Nullable String> transactionId) {
        if (!receiveTimestamp && !transactionIds) {
            return Reception.UNTOLD;
        }
        return new Reception(receiveTimestamp ? engine.nowMillis() : 0, transactionIds ? transactionId.get() : null);
    }

    /** The names of all JMSX properties that such a connection knows, those that applications set included. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount"));
        if (userId) {
            names.add("JMSXUserID");
        }
        if (applicationId != null) {
            names.add("JMSXAppID");
        }
        if (transactionIds) {
            names.add("JMSXProducerTXID");
            names.add("JMSXConsumerTXID");
        }
        if (receiveTimestamp) {
            names.add("JMSXRcvTimestamp");
        }
        return names;
    }
}
