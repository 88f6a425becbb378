// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import io.oncemq.message.DestinationName;

/**
 * What a consumer of a topic asks for.
 *
 * @param clientId empty for none
 * @param name empty for an unshared, non-durable subscription, which is always a new one
 * @param selector empty for none
 */
public record SubscriptionRequest(
        DestinationName topic,
        Origin origin,
        String clientId,
        String name,
        boolean durable,
        boolean shared,
        String selector,
        boolean noLocal) {}
