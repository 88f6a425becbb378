// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import io.oncemq.testkit.TestDatabases;

class H2StoreIT extends MessageStoreConformance {
    H2StoreIT() {
        super(TestDatabases.H2);
    }
}
