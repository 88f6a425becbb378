// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import io.oncemq.message.DestinationName;

/**
 * A destination. Settings that are null in the store (not set) take the node's defaults.
 *
 * @param id for a queue also the queue's id
 * @param ownerLease the lease a temporary destination goes with, 0 for none
 */
public record DestinationRecord(long id, DestinationName name, long ownerLease) {}
