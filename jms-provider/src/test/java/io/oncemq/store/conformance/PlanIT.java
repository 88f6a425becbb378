// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.Commit;
import io.oncemq.store.Batch.Content;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Batch.Prepare;
import io.oncemq.store.BranchXid;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.jdbc.Durability;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.store.jdbc.StoreSettings;
import io.oncemq.testkit.CountingDataSource;
import io.oncemq.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every statement that touches deliveries finds them by an index, however many there are. */
class PlanIT {
    private static final int BACKLOG = 20_000;
    private static final Pattern ARRAY = Pattern.compile("\\? as (\\w+) array");
    private static final Pattern SCAN_COUNT = Pattern.compile("scanCount: (\\d+)");
    private static final Map<String, Object[]> ARRAYS = Map.of(
            "bigint", new Object[] {1L, 2L, 3L},
            "integer", new Object[] {1, 2, 3},
            "varchar", new Object[] {"g"},
            "bytea", new byte[][] {{1}});

    @ParameterizedTest
    @EnumSource
    void noStatementScansTheDeliveries(TestDatabases database) throws Exception {
        DataSource plain = database.dataSourceAt(database.newUrl());
        CountingDataSource source = new CountingDataSource(plain);
        StoreSettings settings = StoreSettings.dataSource(source.dataSource()).withDurability(Durability.PROCESS);
        try (MessageStore store = JdbcMessageStore.open(settings);
                Fixture node = new Fixture(store)) {
            long queue =
                    store.destinations().create(DestinationName.queue("q"), 0).id();
            fill(node, queue, Map.of());
            try (Connection connection = plain.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("analyze");
            }
            source.reset();

            useEverything(store, node, queue);

            Set<String> statements = new TreeSet<>(source.said());
            statements.removeIf(sql -> !sql.contains("oncemq_delivery") && !sql.contains("oncemq_delayed"));
            statements.removeIf(sql -> sql.startsWith("insert into") && sql.contains("values"));
            // What sends with its fence.
            statements.removeIf(sql -> sql.startsWith("with fence") && !sql.contains("delete"));
            assertThat(statements).hasSizeGreaterThan(15);
            for (String sql : statements) {
                assertThat(plan(plain, sql))
                        .as(sql)
                        .doesNotContainIgnoringCase("seq scan on oncemq_delivery")
                        .doesNotContainIgnoringCase("oncemq_delivery.tableScan")
                        .doesNotContainIgnoringCase("seq scan on oncemq_delayed")
                        .doesNotContainIgnoringCase("oncemq_delayed.tableScan")
                        .doesNotContainIgnoringCase("seq scan on oncemq_message")
                        .doesNotContainIgnoringCase("oncemq_message.tableScan")
                        .doesNotContainIgnoringCase("seq scan on oncemq_group")
                        .doesNotContainIgnoringCase("oncemq_group.tableScan");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "H2")
    void claimOnH2ReadsTheIndexInOrderAndWritesByTheKey(TestDatabases database) throws Exception {
        DataSource plain = database.dataSourceAt(database.newUrl());
        CountingDataSource source = new CountingDataSource(plain);
        try (MessageStore store = JdbcMessageStore.open(StoreSettings.dataSource(source.dataSource()));
                Fixture node = new Fixture(store)) {
            node.sendReady(7);
            source.reset();

            node.acknowledge(node.claim(7, 1).get(0));

            List<String> said = source.said();
            assertThat(plan(plain, only(said, "fetch first")))
                    .contains("ONCEMQ_DELIVERY_HELD: HOLDER = ", "QUEUE_ID = ", "index sorted");
            assertThat(plan(plain, only(said, "final table"))).contains("PUBLIC.PRIMARY_KEY");
            assertThat(plan(plain, only(said, "delete from oncemq_delivery"))).contains("PUBLIC.PRIMARY_KEY");
        }
    }

    /** However many of the same priority are behind the page. */
    @ParameterizedTest
    @EnumSource(names = "H2")
    void pageOnH2ReadsNoMoreOfTheIndexThanThePage(TestDatabases database) throws Exception {
        DataSource plain = database.dataSourceAt(database.newUrl());
        CountingDataSource source = new CountingDataSource(plain);
        try (MessageStore store = JdbcMessageStore.open(StoreSettings.dataSource(source.dataSource()));
                Fixture node = new Fixture(store)) {
            fill(node, 7, Map.of("JMSXGroupID", "g"));
            int limit = 100;
            Place middle = store.deliveries()
                    .readyHeads(7, Place.FIRST, BACKLOG / 2)
                    .get(BACKLOG / 2 - 1)
                    .place();
            source.reset();
            store.deliveries().readyHeads(7, middle, limit);
            store.deliveries().browse(7, middle, limit);

            String heads = only(source.said(), "as blocked");
            String browse = only(source.said(), "as all_ranges");
            assertThat(rowsRead(plain, heads, 7, 4, middle.id(), limit, 7, 4, limit, limit))
                    .isNotEmpty()
                    .allMatch(rows -> rows <= 2 * limit + 2);
            assertThat(rowsRead(
                            plain, browse, 7, 4, middle.id(), limit, 7, 4, limit, 7, 4, 4, middle.id(), limit, limit))
                    .isNotEmpty()
                    .allMatch(rows -> rows <= 2 * limit + 2);
        }
    }

    /** Between the queues that exist, whatever is in them. */
    @ParameterizedTest
    @EnumSource(names = "H2")
    void lookForDeliveriesOfRemovedQueuesOnH2ReadsNoneOfTheOthers(TestDatabases database) throws Exception {
        DataSource plain = database.dataSourceAt(database.newUrl());
        CountingDataSource source = new CountingDataSource(plain);
        try (MessageStore store = JdbcMessageStore.open(StoreSettings.dataSource(source.dataSource()));
                Fixture node = new Fixture(store)) {
            for (String name : List.of("a", "b", "c")) {
                long queue = store.destinations()
                        .create(DestinationName.queue(name), 0)
                        .id();
                if (name.equals("b")) {
                    fill(node, queue, Map.of());
                } else {
                    node.sendReady(queue);
                }
            }
            source.reset();

            assertThat(store.deliveries().removeOwnerless()).isFalse();

            assertThat(source.verbs()).isEqualTo(Map.of("SELECT", 1));
            assertThat(rowsRead(plain, only(source.said(), "lead(")))
                    .isNotEmpty()
                    .allMatch(rows -> rows <= 10);
        }
    }

    /** Neither for a group that may be blocked nor for a queue that is removed. */
    @ParameterizedTest
    @EnumSource(names = "H2")
    void whatOtherQueuesDelayIsNotReadOnH2(TestDatabases database) throws Exception {
        DataSource plain = database.dataSourceAt(database.newUrl());
        CountingDataSource source = new CountingDataSource(plain);
        try (MessageStore store = JdbcMessageStore.open(StoreSettings.dataSource(source.dataSource()));
                Fixture node = new Fixture(store)) {
            Batch batch = new Batch();
            for (int i = 0; i < 1001; i++) {
                Envelope envelope = Fixture.message(Fixture.nextId())
                        .deliverAt(5)
                        .properties(Map.of("JMSXGroupID", "g"))
                        .build();
                batch.sends()
                        .add(new NewDelivery(
                                envelope.id(), i == 0 ? 7 : 8, i == 0 ? Holder.READY : Holder.DELAYED, envelope, 0));
            }
            node.write(batch);
            long queue = store.destinations()
                    .create(DestinationName.queue("short"), 0)
                    .id();
            source.reset();

            store.deliveries().readyHeads(7, Place.FIRST, 10);
            store.destinations().delete(queue);

            List<String> said = source.said();
            assertThat(rowsRead(plain, only(said, "as blocked"), 7, 10, 0, 10, 7, 10, 10, 10))
                    .isNotEmpty()
                    .allMatch(rows -> rows <= 10);
            List<String> removal =
                    said.stream().filter(sql -> sql.contains("for update")).toList();
            assertThat(removal).hasSize(3);
            for (String sql : removal) {
                assertThat(rowsRead(plain, sql, queue, 500))
                        .as(sql)
                        .isNotEmpty()
                        .allMatch(rows -> rows <= 2);
            }
        }
    }

    private static List<Long> rowsRead(DataSource source, String sql, long... parameters) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement("explain analyze " + sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setLong(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return SCAN_COUNT
                        .matcher(rows.getString(1))
                        .results()
                        .map(count -> Long.parseLong(count.group(1)))
                        .toList();
            }
        }
    }

    private static String only(List<String> said, String part) {
        return said.stream().filter(sql -> sql.contains(part)).findFirst().orElseThrow();
    }

    private static void fill(Fixture node, long queue, Map<String, Object> properties) throws Exception {
        for (int i = 0; i < BACKLOG; i += 1000) {
            Batch batch = new Batch();
            for (int j = 0; j < 1000; j++) {
                Envelope envelope =
                        Fixture.message(Fixture.nextId()).properties(properties).build();
                batch.bodies().add(new Body(envelope.id(), envelope, 1));
                batch.sends().add(new NewDelivery(envelope.id(), queue, Holder.READY, envelope, envelope.id()));
            }
            node.write(batch);
        }
        for (int i = 0; i < 10; i++) {
            node.send(
                    queue,
                    Holder.DELAYED,
                    Fixture.message(Fixture.nextId()).deliverAt(5).build());
            node.send(queue, node.lease.id());
        }
    }

    private static void useEverything(MessageStore store, Fixture node, long queue) throws Exception {
        List<StoredDelivery> claimed = node.claim(queue, 10);
        node.acknowledge(claimed.get(0));
        node.acknowledge(claimed.get(1), claimed.get(2));
        node.release(claimed.get(3), Holder.READY, 1, 0);
        Batch burial = new Batch();
        burial.burials()
                .add(new Batch.Burial(
                        claimed.get(4).id(), queue + 1, claimed.get(4).envelope()));
        node.write(burial);
        node.send(
                queue,
                Holder.READY,
                Fixture.message(Fixture.nextId())
                        .properties(Map.of("JMSXGroupID", "g"))
                        .build());
        try (StoreTransaction transaction = node.fenced()) {
            transaction.own(node.lease.id(), queue, List.of("h"));
            transaction.claimGrouped(node.lease.id(), queue, 10, List.of("h"));
            transaction.letGo(node.lease.id(), queue, List.of("h"));
            transaction.claim(node.lease.id(), queue, new long[] {claimed.get(3).id()});
            transaction.held(node.lease.id(), queue);
            transaction.commit();
        }
        long branch = store.branches().nextId();
        Batch prepare = new Batch();
        Envelope envelope = Fixture.message(Fixture.nextId()).build();
        prepare.sends().add(new NewDelivery(envelope.id(), queue, Holder.unseenSend(branch), envelope, 0));
        prepare.branch(new Prepare(branch, new BranchXid(1, new byte[] {1}, new byte[] {2}), List.of(), "node"));
        node.write(prepare);
        Batch commit = new Batch();
        commit.branch(new Commit(branch, List.of(envelope.id()), new Content(List.of(), List.of(envelope.id()))));
        node.write(commit);
        long receiving = store.branches().nextId();
        List<HeldDelivery> received =
                List.of(new HeldDelivery(claimed.get(5).id(), claimed.get(5).bodyId()));
        prepare = new Batch();
        prepare.branch(new Prepare(receiving, new BranchXid(1, new byte[] {2}, new byte[] {2}), received, "node"));
        node.write(prepare);
        commit = new Batch();
        commit.branch(new Commit(receiving, List.of(), new Content(received, List.of())));
        node.write(commit);
        store.deliveries().withReady(node.lease.id(), new long[] {queue, queue + 1});
        store.deliveries().readyHeads(queue, Place.FIRST, 10);
        store.deliveries().browse(queue, Place.FIRST, 10);
        store.deliveries().promoteDue(10);
        store.deliveries().removeExpired(10);
        long removed =
                store.destinations().create(DestinationName.queue("short"), 0).id();
        for (int i = 0; i < 2; i++) {
            node.send(
                    removed,
                    Holder.DELAYED,
                    Fixture.message(Fixture.nextId()).deliverAt(5).build());
        }
        store.destinations().delete(removed);
        node.sendReady(removed);
        store.deliveries().removeOwnerless();
        store.leases().rescue(node.lease.id());
    }

    /** How the database would run a statement, with any values in its parameters. */
    private static String plan(DataSource source, String sql) throws SQLException {
        int inner = sql.indexOf("from final table (");
        int end = sql.indexOf(") d\n", inner);
        String explained = inner < 0 ? sql : sql.substring(inner + 18, end < 0 ? sql.lastIndexOf(')') : end);
        try (Connection connection = source.getConnection();
                Statement settings = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement("explain " + explained)) {
            if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
                // As the store does; what still scans has no index.
                settings.execute("set enable_seqscan = off; set enable_sort = off");
            }
            int position = 0;
            for (int at = explained.indexOf('?'); at >= 0; at = explained.indexOf('?', at + 1)) {
                String before = explained.substring(0, at);
                Matcher cast = ARRAY.matcher(explained).region(at, explained.length());
                if (cast.lookingAt()) {
                    statement.setArray(++position, connection.createArrayOf(cast.group(1), ARRAYS.get(cast.group(1))));
                } else if (before.endsWith("group_id = any(")) {
                    statement.setArray(++position, connection.createArrayOf("varchar", ARRAYS.get("varchar")));
                } else if (before.endsWith("any(")) {
                    statement.setArray(++position, connection.createArrayOf("bigint", ARRAYS.get("bigint")));
                } else if (before.endsWith("properties = ")) {
                    statement.setBytes(++position, new byte[1]);
                } else {
                    statement.setLong(++position, 1);
                }
            }
            StringBuilder plan = new StringBuilder();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            return plan.toString();
        }
    }
}
