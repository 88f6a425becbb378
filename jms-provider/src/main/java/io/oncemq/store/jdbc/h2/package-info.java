// SPDX-License-Identifier: Apache-2.0
/**
 * The files of an H2 store, made to keep every answered commit when the process is killed or the power fails. H2 by
 * itself does not, from the time on that it puts new data into freed space (45 seconds after the start): it writes the
 * pointer to the newest data one step behind; it falls back to any old state that happens to be complete when that pointer
 * leads to nothing; and it takes data for whole whose first and last line are there.
 */
@NullMarked
package io.oncemq.store.jdbc.h2;

import org.jspecify.annotations.NullMarked;
