// SPDX-License-Identifier: Apache-2.0
/**
 * Feeds message-driven beans: what a deployer may ask for, what becomes of it, and the work that takes a delivery through
 * one bean. Owns no thread: the server's WorkManager lends them, one for each delivery that is going on. What becomes of
 * a rejected delivery is the engine's business.
 */
@NullMarked
package io.oncemq.ra.inbound;

import org.jspecify.annotations.NullMarked;
