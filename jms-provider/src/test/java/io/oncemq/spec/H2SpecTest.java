// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import io.oncemq.testkit.TestDatabases;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;

/** The rules on H2. */
class H2SpecTest {
    @Nested
    class Connections extends ConnectionRules {
        Connections() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Sessions extends SessionRules {
        Sessions() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Sending extends SendingRules {
        Sending() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Receiving extends ReceivingRules {
        Receiving() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Contexts extends ContextRules {
        Contexts() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Servers extends ServerRules {
        Servers() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Architecture extends ArchitectureRules {
        Architecture() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Messages extends MessageRules {
        Messages() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Domains extends DomainRules {
        Domains() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class AdministeredObjects extends AdministeredObjectRules {
        AdministeredObjects() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Facilities extends FacilityRules {
        Facilities() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Exceptions extends ExceptionRules {
        Exceptions() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class IdleConsumers extends IdleConsumerRules {
        IdleConsumers() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class Races extends RaceRules {
        Races() {
            super(TestDatabases.H2);
        }
    }

    @Nested
    class HostileNames extends HostileNameRules {
        HostileNames() throws SQLException {
            super(TestDatabases.H2);
        }
    }
}
