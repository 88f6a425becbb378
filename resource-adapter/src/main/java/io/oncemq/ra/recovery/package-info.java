// SPDX-License-Identifier: Apache-2.0
/**
 * What the transaction manager gets when it recovers. One resource reaches every in-doubt branch of the store, whichever
 * node prepared it; no endpoint, connection or user is needed.
 */
@NullMarked
package io.oncemq.ra.recovery;

import org.jspecify.annotations.NullMarked;
