// SPDX-License-Identifier: Apache-2.0
/**
 * Finds connection factories, queues and topics by name for code that uses JNDI and has no server: by jndi.properties, or by
 * references that a directory keeps. Makes what the properties say and nothing else: no look-up leaves this package.
 */
@NullMarked
package io.oncemq.jndi;

import org.jspecify.annotations.NullMarked;
