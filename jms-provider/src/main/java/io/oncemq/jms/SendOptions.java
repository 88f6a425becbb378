// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** How a producer sends unless a call says otherwise; checked when set. Used by one thread. */
final class SendOptions {
    private int deliveryMode = Message.DEFAULT_DELIVERY_MODE;
    private int priority = Message.DEFAULT_PRIORITY;
    private long timeToLive = Message.DEFAULT_TIME_TO_LIVE;
    private long deliveryDelay = Message.DEFAULT_DELIVERY_DELAY;

    SendOptions() {}

    /** These, with what one call says. */
    SendOptions with(int callDeliveryMode, int callPriority, long callTimeToLive) throws JMSException {
        SendOptions options = new SendOptions();
        options.deliveryMode(callDeliveryMode);
        options.priority(callPriority);
        options.timeToLive(callTimeToLive);
        options.deliveryDelay = deliveryDelay;
        return options;
    }

    int deliveryMode() {
        return deliveryMode;
    }

    void deliveryMode(int value) throws JMSException {
        if (value != DeliveryMode.PERSISTENT && value != DeliveryMode.NON_PERSISTENT) {
            throw JmsErrors.badDeliveryMode(value);
        }
        deliveryMode = value;
    }

    boolean persistent() {
        return deliveryMode == DeliveryMode.PERSISTENT;
    }

    int priority() {
        return priority;
    }

    void priority(int value) throws JMSException {
        if (value < 0 || value > 9) {
            throw JmsErrors.badPriority(value);
        }
        priority = value;
    }

    long timeToLive() {
        return timeToLive;
    }

    void timeToLive(long millis) throws JMSException {
        if (millis < 0) {
            throw JmsErrors.negative("time to live", millis);
        }
        timeToLive = millis;
    }

    long deliveryDelay() {
        return deliveryDelay;
    }

    void deliveryDelay(long millis) throws JMSException {
        if (millis < 0) {
            throw JmsErrors.negative("delivery delay", millis);
        }
        deliveryDelay = millis;
    }

    /** When a message sent now is over; 0 for never. */
    long expiresAt(long nowMillis) {
        return timeToLive == 0 ? 0 : later(nowMillis, timeToLive);
    }

    /** When a message sent now may be delivered; 0 for at once. */
    long deliverAt(long nowMillis) {
        return deliveryDelay == 0 ? 0 : later(nowMillis, deliveryDelay);
    }

    private static long later(long nowMillis, long millis) {
        return millis > Long.MAX_VALUE - nowMillis ? Long.MAX_VALUE : nowMillis + millis;
    }
}
