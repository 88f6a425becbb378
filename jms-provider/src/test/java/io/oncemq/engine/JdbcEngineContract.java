// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine;

import io.oncemq.store.MessageStore;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The engine's promises on a database. */
abstract class JdbcEngineContract extends EngineContract {
    private final TestDatabases database;
    private final String url;
    private final DataSource dataSource;

    JdbcEngineContract(TestDatabases database) {
        this.database = database;
        url = database.newUrl();
        dataSource = database.dataSourceAt(url);
    }

    @Override
    MessageStore newStore() throws Exception {
        return JdbcMessageStore.open(database.storeAt(url));
    }

    @Override
    List<Long> holders(long queueId) throws Exception {
        return longs("select holder from oncemq_delivery where queue_id = " + queueId + " order by priority desc, id");
    }

    @Override
    int rowCount() throws Exception {
        return longs("select count(*) from oncemq_delivery").get(0).intValue();
    }

    private List<Long> longs(String sql) throws Exception {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<Long> result = new ArrayList<>();
            while (rows.next()) {
                result.add(rows.getLong(1));
            }
            return result;
        }
    }
}
