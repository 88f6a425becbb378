// SPDX-License-Identifier: Apache-2.0
/**
 * Chooses which delivery goes to which consumer of this node, and what happens when it is not acknowledged. Holds no SQL
 * and no JMS type: {@code jms} drives it, {@code store} remembers for it.
 */
@NullMarked
package io.oncemq.engine.delivery;

import org.jspecify.annotations.NullMarked;
