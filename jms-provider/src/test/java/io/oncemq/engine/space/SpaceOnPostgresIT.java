// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.space;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.settings.SpaceLimits;
import io.oncemq.testkit.TestDatabases;
import org.junit.jupiter.api.Test;

class SpaceOnPostgresIT extends JdbcSpaceContract {
    SpaceOnPostgresIT() {
        super(TestDatabases.POSTGRESQL);
    }

    @Test
    void itsDiskIsTheDatabasesAffair() throws Exception {
        open(new SpaceLimits(0, 0, 0, 0, Long.MAX_VALUE));

        send(QUEUE, 2);

        assertThat(rowCount()).isEqualTo(2);
    }
}
