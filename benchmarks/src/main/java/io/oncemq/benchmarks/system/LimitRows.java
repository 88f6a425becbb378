// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

/** Writes on a connection of its own, one commit a call. For one thread at a time. */
interface LimitRows extends LimitWriter {
    /** 1 KiB of body and about a hundred bytes of head. */
    int ROW_BYTES = 1120;
}
