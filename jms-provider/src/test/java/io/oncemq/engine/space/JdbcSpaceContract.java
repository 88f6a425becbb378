// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.space;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.engine.settings.SpaceLimits;
import io.oncemq.message.DestinationName;
import io.oncemq.store.MessageStore;
import io.oncemq.store.jdbc.Durability;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.store.jdbc.StoreSettings;
import io.oncemq.testkit.CountingDataSource;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** On a database; one for all tests, emptied after each. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class JdbcSpaceContract extends SpaceContract {
    private final TestDatabases database;
    private final String url;
    private final DataSource dataSource;

    JdbcSpaceContract(TestDatabases database) {
        this.database = database;
        url = database.newUrl();
        dataSource = database.dataSourceAt(url);
    }

    @Override
    MessageStore openStore() throws Exception {
        return JdbcMessageStore.open(database.storeAt(url).withDurability(Durability.PROCESS));
    }

    @Override
    int rowCount() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from oncemq_delivery")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @AfterEach
    void empty() throws Exception {
        close();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("delivery", "message", "shared", "subscription", "destination")) {
                statement.execute("delete from oncemq_" + table);
            }
        }
    }

    @Test
    void limitsCostASendNoStatement() throws Exception {
        DestinationName queue = DestinationName.queue("orders");
        List<String> without = statementsOfASend(queue, SpaceLimits.NONE);

        List<String> with = statementsOfASend(queue, new SpaceLimits(1_000, 1L << 30, 1_000, 1L << 30, 1));

        assertThat(with).isEqualTo(without).anyMatch(sql -> sql.contains("insert into oncemq_delivery"));
    }

    private List<String> statementsOfASend(DestinationName queue, SpaceLimits limits) throws Exception {
        CountingDataSource counter = new CountingDataSource(database.dataSourceAt(database.newUrl()));
        EngineSettings settings = EngineFixture.limited(EngineFixture.settings("node", 1, Duration.ZERO), limits);
        // No recurring work: nothing but the send is to be counted.
        try (EngineFixture node = EngineFixture.open(
                JdbcMessageStore.open(StoreSettings.dataSource(counter.dataSource())),
                settings,
                new EngineListener() {},
                purpose -> false)) {
            node.send(queue, "warm");
            counter.reset();
            node.send(queue, "counted");
            return counter.said();
        }
    }
}
