// SPDX-License-Identifier: Apache-2.0
/**
 * What the engine asks of a database: the private SPI and its value types, in the words of {@code docs/architecture.md}.
 * Holds no SQL and no JMS type. Every implementation passes the same conformance suite.
 */
@NullMarked
package io.oncemq.store;

import org.jspecify.annotations.NullMarked;
