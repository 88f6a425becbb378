// SPDX-License-Identifier: Apache-2.0
/**
 * Gives applications their connections. A connection is an ordinary one of {@code io.oncemq.jms} and costs nothing; what
 * the server pools, shares and enlists is the transaction that a session works in, one for each managed connection.
 */
@NullMarked
package io.oncemq.ra.outbound;

import org.jspecify.annotations.NullMarked;
