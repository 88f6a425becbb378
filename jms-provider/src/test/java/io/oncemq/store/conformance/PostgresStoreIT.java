// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import io.oncemq.testkit.TestDatabases;

class PostgresStoreIT extends MessageStoreConformance {
    PostgresStoreIT() {
        super(TestDatabases.POSTGRESQL);
    }
}
