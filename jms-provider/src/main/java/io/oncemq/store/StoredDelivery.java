// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import io.oncemq.message.Envelope;

/**
 * A delivery as read from the store, with its whole message.
 *
 * @param deliveries how often an application rejected it
 * @param crashes how often it went down with a node
 * @param bodyId see {@link HeldDelivery}
 */
public record StoredDelivery(long id, long queueId, int deliveries, int crashes, long bodyId, Envelope envelope) {}
