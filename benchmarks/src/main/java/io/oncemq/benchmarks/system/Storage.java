// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

/** Where a system keeps its messages. */
public enum Storage {
    FILES,
    H2,
    POSTGRESQL
}
