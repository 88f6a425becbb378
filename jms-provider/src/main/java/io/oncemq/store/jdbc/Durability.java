// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

/** What a commit outlasts. */
public enum Durability {
    /** The loss of power, as far as the database is configured to. */
    POWER,
    /** The death of this process; a power cut may take the last moments with it. */
    PROCESS
}
