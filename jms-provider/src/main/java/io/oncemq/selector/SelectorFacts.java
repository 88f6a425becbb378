// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

/** What a selector may ask of a delivery beyond the message as it was sent; asked only if the selector names it. */
public interface SelectorFacts {
    /** The JMSMessageID header. */
    String messageId();

    /** The JMSXDeliveryCount property: 1 for the first delivery. */
    int deliveryCount();
}
