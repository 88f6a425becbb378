// SPDX-License-Identifier: Apache-2.0
package io.oncemq.security;

import io.oncemq.testkit.TestDatabases;

class SecurityOnH2IT extends SecurityContract {
    SecurityOnH2IT() {
        super(TestDatabases.H2);
    }
}
