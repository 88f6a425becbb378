// SPDX-License-Identifier: Apache-2.0
/**
 * Who may connect and what they may do: users, roles and permissions as this node acts on them. Decides in memory; the
 * store remembers, {@code jms} asks where the specification wants it and translates the refusal.
 */
@NullMarked
package io.oncemq.engine.security;

import org.jspecify.annotations.NullMarked;
