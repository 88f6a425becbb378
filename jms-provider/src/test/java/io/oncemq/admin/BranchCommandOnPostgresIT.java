// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import io.oncemq.testkit.TestDatabases;

class BranchCommandOnPostgresIT extends BranchCommand {
    BranchCommandOnPostgresIT() {
        super(TestDatabases.POSTGRESQL);
    }
}
