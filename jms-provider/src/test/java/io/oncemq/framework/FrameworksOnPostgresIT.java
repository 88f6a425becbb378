// SPDX-License-Identifier: Apache-2.0
package io.oncemq.framework;

import io.oncemq.testkit.TestDatabases;
import org.junit.jupiter.api.Nested;

/** The frameworks on PostgreSQL. */
class FrameworksOnPostgresIT {
    @Nested
    class Templates extends SpringTemplateRules {
        Templates() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Listeners extends SpringListenerRules {
        Listeners() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Pools extends PooledJmsRules {
        Pools() {
            super(TestDatabases.POSTGRESQL);
        }
    }
}
