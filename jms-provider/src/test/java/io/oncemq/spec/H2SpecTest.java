// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import io.oncemq.testkit.TestDatabases;
import org.junit.jupiter.api.Nested;

/** The rules on H2. */
class H2SpecTest {
    @Nested
    class Sessions extends SessionRules {
        Sessions() {
            super(TestDatabases.H2);
        }
    }
}
