// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqSettings;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.message.DestinationName;
import io.oncemq.store.Lease;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreUpgradedException;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.store.jdbc.SchemaManagement;
import io.oncemq.store.jdbc.StoreSettings;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.TestDatabases;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables are made or checked when a store is opened, and nothing else in the database is touched. */
class SchemaIT {
    @ParameterizedTest
    @EnumSource
    void storeKeepsItsId(TestDatabases database) throws Exception {
        String url = database.newUrl();

        UUID first = open(database.storeAt(url));

        assertThat(open(database.storeAt(url))).isEqualTo(first);
        assertThat(open(database.newStore())).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void applicationTablesDoNotMatter(TestDatabases database) throws Exception {
        String url = database.newUrl();
        run(database, url, "create table orders (id int primary key)", "insert into orders values (1)");

        open(database.storeAt(url));

        assertThat(ask(database, url, "select count(*) from orders")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource
    void nodesMayMigrateAtTheSameTime(TestDatabases database) {
        String url = database.newUrl();

        List<CompletableFuture<UUID>> nodes = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> openUnchecked(database.storeAt(url))))
                .toList();

        assertThat(nodes)
                .extracting(CompletableFuture::join)
                .containsOnly(nodes.get(0).join());
    }

    @ParameterizedTest
    @EnumSource
    void missingSchemaIsRefusedWhenItIsNotOursToMake(TestDatabases database) throws Exception {
        String url = database.newUrl();
        StoreSettings validate = database.storeAt(url).withSchemaManagement(SchemaManagement.VALIDATE);

        assertThatThrownBy(() -> open(validate))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("no OnceMQ schema")
                .hasMessageContaining("version 1")
                .hasMessageContaining("schemaManagement");

        open(database.storeAt(url));
        open(validate);
    }

    @ParameterizedTest
    @EnumSource
    void newerSchemaIsRefused(TestDatabases database) throws Exception {
        String url = database.newUrl();
        open(database.storeAt(url));
        run(database, url, "update oncemq_store set schema_version = 2");

        for (SchemaManagement management : SchemaManagement.values()) {
            assertThatThrownBy(() -> open(database.storeAt(url).withSchemaManagement(management)))
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("schema version 2")
                    .hasMessageContaining("version 1")
                    .hasMessageContaining("schemaManagement");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLeaseIsNotForAnotherVersionThanThatOfTheStore(TestDatabases database) throws Exception {
        String url = database.newUrl();
        try (MessageStore store = JdbcMessageStore.open(database.storeAt(url))) {
            Duration term = Duration.ofMinutes(1);
            Lease lease = store.leases().acquire("node", "process", term, 1);
            store.leases().renew(lease.id(), term);
            run(database, url, "update oncemq_store set schema_version = 2");

            assertThatThrownBy(() -> store.leases().renew(lease.id(), term))
                    .isInstanceOf(StoreUpgradedException.class)
                    .hasMessageContaining("schema version 2 now")
                    .hasMessageContaining("needs version 1");
            assertThatThrownBy(() -> store.leases().acquire("node", "process", term, 1))
                    .isInstanceOf(StoreUpgradedException.class);

            run(database, url, "update oncemq_store set schema_version = 1");
            store.leases().renew(lease.id(), term);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunningNodeStopsWhenAnotherVersionUpgradesItsStore(TestDatabases database) throws Exception {
        String url = database.newUrl();
        BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
        EngineListener listener = new EngineListener() {
            @Override
            public void nodeStopped(String nodeName, String reason) {
                stopped.add(reason);
            }
        };
        EngineSettings settings =
                OnceMqSettings.defaults().with("leaseTerm", "3s").engine();
        try (EngineFixture node =
                EngineFixture.open(JdbcMessageStore.open(database.storeAt(url)), settings, listener, purpose -> true)) {
            node.send(DestinationName.queue("orders"), "one");

            run(database, url, "update oncemq_store set schema_version = 2");

            assertThat(stopped.poll(20, TimeUnit.SECONDS))
                    .contains("schema version 2 now")
                    .contains("needs version 1");
            assertThatThrownBy(() -> node.send(DestinationName.queue("orders"), "two"))
                    .isInstanceOf(StoreUpgradedException.class)
                    .hasMessageContaining("schema version 2 now");
        }
        assertThat(stopped).as("told once").isEmpty();
        assertThat(ask(database, url, "select count(*) from oncemq_delivery")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource
    void olderSchemaIsRefusedWhenItIsNotOursToUpgrade(TestDatabases database) throws Exception {
        String url = database.newUrl();
        open(database.storeAt(url));
        run(database, url, "update oncemq_store set schema_version = 0");

        assertThatThrownBy(() -> open(database.storeAt(url).withSchemaManagement(SchemaManagement.VALIDATE)))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("schema version 0")
                .hasMessageContaining("needs version 1")
                .hasMessageContaining("schemaManagement=VALIDATE");
    }

    @ParameterizedTest
    @EnumSource
    void filesMayBeRunByHand(TestDatabases database) throws Exception {
        String url = database.newUrl();
        String folder = database.name().toLowerCase(Locale.ROOT);
        try (InputStream file = getClass().getResourceAsStream("/schema/" + folder + "/V1__create.sql")) {
            run(database, url, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }

        UUID id = open(database.storeAt(url).withSchemaManagement(SchemaManagement.VALIDATE));

        assertThat(open(database.storeAt(url))).isEqualTo(id);
    }

    @ParameterizedTest
    @EnumSource
    void tablesMayHaveASchemaOfTheirOwn(TestDatabases database) throws Exception {
        String url = database.newUrl();

        UUID owned = open(database.storeAt(url).withSchema("messages"));

        assertThat(ask(
                        database,
                        url,
                        "select count(*) from information_schema.tables"
                                + " where lower(table_name) = 'oncemq_delivery' and table_schema = 'messages'"))
                .isEqualTo("1");
        assertThat(open(StoreSettings.dataSource(database.dataSourceAt(url)).withSchema("messages")))
                .isEqualTo(owned);
        assertThat(open(database.storeAt(url))).isNotEqualTo(owned);
    }

    private static UUID open(StoreSettings settings) throws StoreException {
        try (MessageStore store = JdbcMessageStore.open(settings)) {
            assertThat(store.destinations().list()).isEmpty();
            return store.id();
        }
    }

    private static UUID openUnchecked(StoreSettings settings) {
        try {
            return open(settings);
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(TestDatabases database, String url, String... statements) throws SQLException {
        try (Connection connection = database.dataSourceAt(url).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String ask(TestDatabases database, String url, String sql) throws SQLException {
        try (Connection connection = database.dataSourceAt(url).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
