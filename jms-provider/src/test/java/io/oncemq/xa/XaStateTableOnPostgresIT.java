// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import io.oncemq.store.MessageStore;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.testkit.TestDatabases;

class XaStateTableOnPostgresIT extends XaStateTable {
    private final String url = TestDatabases.POSTGRESQL.newUrl();

    @Override
    MessageStore openStore() throws Exception {
        return JdbcMessageStore.open(TestDatabases.POSTGRESQL.storeAt(url));
    }
}
