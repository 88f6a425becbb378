// SPDX-License-Identifier: Apache-2.0
/**
 * An application as they were written twenty years ago: it knows {@code jakarta.jms} and JNDI and nothing of OnceMQ, whose name
 * is in {@code jndi.properties} (src/test/legacy) only.
 */
@NullMarked
package io.oncemq.example.legacy;

import org.jspecify.annotations.NullMarked;
