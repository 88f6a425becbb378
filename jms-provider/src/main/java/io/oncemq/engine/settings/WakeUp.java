// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.settings;

/** How a node learns that other nodes made deliveries ready. */
public enum WakeUp {
    /** Told by them where the database can carry that, else by asking the store again and again. */
    AUTO,
    /** Told by them; a node that cannot be told does not start. */
    NOTIFY,
    /** By asking; nobody is told either. */
    POLL
}
