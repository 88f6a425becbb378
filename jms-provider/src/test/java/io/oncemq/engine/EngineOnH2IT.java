// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine;

import io.oncemq.testkit.TestDatabases;

class EngineOnH2IT extends JdbcEngineContract {
    EngineOnH2IT() {
        super(TestDatabases.H2);
    }
}
