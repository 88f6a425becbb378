// SPDX-License-Identifier: Apache-2.0
package io.oncemq.framework;

import io.oncemq.testkit.TestDatabases;
import org.junit.jupiter.api.Nested;

/** The frameworks on H2. */
class FrameworksOnH2Test {
    @Nested
    class Templates extends SpringTemplateRules {
        Templates() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Listeners extends SpringListenerRules {
        Listeners() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Pools extends PooledJmsRules {
        Pools() {
            super(TestDatabases.H2);
        }
    }
}
