// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

/**
 * Whose work it is, for subscriptions that do not want their own connection's messages (no-local).
 *
 * @param connection unique within the node
 * @param clientId empty for none
 */
public record Origin(long connection, String clientId) {}
