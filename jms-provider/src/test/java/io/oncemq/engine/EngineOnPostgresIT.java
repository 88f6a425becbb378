// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine;

import io.oncemq.testkit.TestDatabases;

class EngineOnPostgresIT extends JdbcEngineContract {
    EngineOnPostgresIT() {
        super(TestDatabases.POSTGRESQL);
    }
}
