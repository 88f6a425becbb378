// SPDX-License-Identifier: Apache-2.0
/**
 * The files of an H2 store. H2 finds its newest data after a crash by a pointer in the file's header; when it puts new
 * data into freed space (from 45 seconds after the start on) it writes that pointer one step behind, and a process that
 * is killed then loses commits that were answered. A power cut can leave that pointer without the data. The files here write
 * the pointer themselves, one of two after each chunk, such that one of them always leads to data. A process that is killed in
 * the middle of a commit leaves a transaction that H2 never ends; it is ended when the store is opened.
 */
@NullMarked
package io.oncemq.store.jdbc.h2;

import org.jspecify.annotations.NullMarked;
