// SPDX-License-Identifier: Apache-2.0
/**
 * Local and global transactions: what was sent and received becomes one batch, and what follows from its outcome. Owns
 * the XA branches of this node; prepared ones live in the store.
 */
@NullMarked
package io.oncemq.engine.transaction;

import org.jspecify.annotations.NullMarked;
