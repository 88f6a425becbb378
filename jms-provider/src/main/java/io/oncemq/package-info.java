// SPDX-License-Identifier: Apache-2.0
/**
 * What a user types: connection factories and their settings, and the node behind them. The only place that wires the
 * layers together and makes threads.
 */
@NullMarked
package io.oncemq;

import org.jspecify.annotations.NullMarked;
