// SPDX-License-Identifier: Apache-2.0
/**
 * Which destinations and subscriptions exist, as this node knows them, and which queues a message goes to. Holds no
 * deliveries.
 */
@NullMarked
package io.oncemq.engine.destination;

import org.jspecify.annotations.NullMarked;
