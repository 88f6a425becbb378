// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

/** Where a new delivery goes, decided before it is written. */
public enum Placement {
    /** A row that waits for its delivery time. */
    DELAYED,
    /** A row that any node may claim. */
    READY,
    /** A row claimed from birth: handed over in memory after the commit. */
    HELD,
    /** No row: handed over in memory. */
    MEMORY
}
