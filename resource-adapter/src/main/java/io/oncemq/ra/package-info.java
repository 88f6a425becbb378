// SPDX-License-Identifier: Apache-2.0
/**
 * OnceMQ inside an application server: the resource adapter and its administered objects. Owns the life of the adapter
 * and its share of the engine; {@code outbound} gives applications their connections, {@code inbound} feeds their
 * message-driven beans, {@code recovery} answers the transaction manager after a crash.
 */
@NullMarked
package io.oncemq.ra;

import org.jspecify.annotations.NullMarked;
