// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/**
 * A node's right to hold deliveries.
 *
 * @param id never reused: the fencing token
 * @param slot 0 to 1023, used by no other living lease; part of the ids the node gives out
 * @param databaseMillis the database's clock when the lease was given
 */
public record Lease(long id, int slot, long databaseMillis) {}
