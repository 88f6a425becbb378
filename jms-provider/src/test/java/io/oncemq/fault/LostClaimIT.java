// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import io.oncemq.testkit.TestDatabases;
import org.junit.jupiter.api.Nested;

/** {@link LostClaimContract} on both databases. */
class LostClaimIT {
    @Nested
    class OnH2 extends LostClaimContract {
        OnH2() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class OnPostgres extends LostClaimContract {
        OnPostgres() {
            super(TestDatabases.POSTGRESQL);
        }
    }
}
