// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;

/**
 * An order as the customer placed it, and its form as a message.
 *
 * @param number given by the database
 */
public record Order(long number, String customer, String item, long cents) {
    /** The property that carries an order's number on every message about it. */
    static final String NUMBER = "orderNumber";

    void writeTo(MapMessage message) throws JMSException {
        // Headers and properties are for finding a message without reading its body.
        message.setJMSCorrelationID(Long.toString(number));
        message.setLongProperty(NUMBER, number);
        message.setString("customer", customer);
        message.setString("item", item);
        message.setLong("cents", cents);
    }

    static Order from(Message message) throws JMSException {
        MapMessage map = (MapMessage) message;
        return new Order(
                map.getLongProperty(NUMBER), map.getString("customer"), map.getString("item"), map.getLong("cents"));
    }
}
