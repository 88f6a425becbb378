// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import io.oncemq.testkit.TestDatabases;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;

/** The rules on PostgreSQL. */
class PostgresSpecIT {
    @Nested
    class Connections extends ConnectionRules {
        Connections() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Sessions extends SessionRules {
        Sessions() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Sending extends SendingRules {
        Sending() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Receiving extends ReceivingRules {
        Receiving() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Contexts extends ContextRules {
        Contexts() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Servers extends ServerRules {
        Servers() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Architecture extends ArchitectureRules {
        Architecture() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Messages extends MessageRules {
        Messages() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Domains extends DomainRules {
        Domains() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class AdministeredObjects extends AdministeredObjectRules {
        AdministeredObjects() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Facilities extends FacilityRules {
        Facilities() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Exceptions extends ExceptionRules {
        Exceptions() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class IdleConsumers extends IdleConsumerRules {
        IdleConsumers() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class Races extends RaceRules {
        Races() {
            super(TestDatabases.POSTGRESQL);
        }
    }

    @Nested
    class HostileNames extends HostileNameRules {
        HostileNames() throws SQLException {
            super(TestDatabases.POSTGRESQL);
        }
    }
}
