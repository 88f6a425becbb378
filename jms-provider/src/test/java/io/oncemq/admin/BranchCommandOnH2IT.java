// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import io.oncemq.testkit.TestDatabases;

class BranchCommandOnH2IT extends BranchCommand {
    BranchCommandOnH2IT() {
        super(TestDatabases.H2);
    }
}
