// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/**
 * The row of a claim.
 *
 * @param bodyId 0 if the body is in the row itself, the same id if the body is stored beside it for this delivery alone,
 *     another id if several deliveries share it
 */
public record HeldDelivery(long id, long bodyId) {}
