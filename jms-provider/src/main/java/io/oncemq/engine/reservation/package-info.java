// SPDX-License-Identifier: Apache-2.0
/**
 * What this node alone may have: client IDs, and the consumers of unshared durable subscriptions. The store remembers; a
 * store with one node does not need to.
 */
@NullMarked
package io.oncemq.engine.reservation;

import org.jspecify.annotations.NullMarked;
