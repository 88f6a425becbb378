// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.message.Envelope;

/** What consumers with selectors want; may be asked by any thread. */
@FunctionalInterface
interface Selection {
    /**
     * Whether one of them wants it.
     *
     * @param deliveryCount JMSXDeliveryCount of the next delivery
     */
    boolean wants(Envelope envelope, int deliveryCount);
}
