// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

/** Who creates and upgrades the tables. */
public enum SchemaManagement {
    /** OnceMQ, when it opens the store. */
    MIGRATE,
    /** Somebody else; OnceMQ only checks that they are there and of its version. */
    VALIDATE
}
