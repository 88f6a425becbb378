// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.DeliveryId;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.Holder;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.jdbc.Durability;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.store.jdbc.StoreSettings;
import io.oncemq.testkit.TestDatabases;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections break, and the store says what that means and goes on. */
@Timeout(60)
class ConnectionIT {
    private static final TestDatabases DATABASE = TestDatabases.POSTGRESQL;

    private String url;
    private MessageStore store;
    private Fixture node;
    private long queue;

    @BeforeEach
    void open() throws Exception {
        url = DATABASE.newUrl();
        store = JdbcMessageStore.open(DATABASE.storeAt(url));
        node = new Fixture(store);
        queue = store.destinations().create(DestinationName.queue("q"), 0).id();
        node.sendReady(queue);
    }

    @AfterEach
    void close() {
        node.close();
        store.close();
    }

    @Test
    void laneConnectsAgainAfterItsConnectionBroke() throws Exception {
        assertThat(terminate("oncemq lane 0")).isEqualTo(1);

        assertThatThrownBy(() -> node.sendReady(queue)).isInstanceOf(CommitOutcomeUnknownException.class);

        assertThat(store.leases().settle(node.lease.id(), 0, node.batchNo)).isFalse();
        node.batchNo++;
        node.sendReady(queue);
        assertThat(store.deliveries().count(queue)).isEqualTo(2);
    }

    @Test
    void connectionsThatBrokeLeaveTheirPlacesInThePool() throws Exception {
        int moreThanThePoolHas = 20;
        for (int i = 0; i < moreThanThePoolHas; i++) {
            assertThat(terminate("oncemq lane 0")).isEqualTo(1);
            assertThatThrownBy(() -> node.sendReady(queue)).isInstanceOf(CommitOutcomeUnknownException.class);
            node.sendReady(queue);
        }

        assertThat(store.deliveries().count(queue)).isEqualTo(1 + moreThanThePoolHas);
    }

    @Test
    void connectionThatBreaksInATransactionUndoesIt() throws Exception {
        try (StoreTransaction transaction = node.fenced()) {
            terminate("oncemq lane 0");
            assertThatThrownBy(() -> transaction.claim(node.lease.id(), queue, 1))
                    .isInstanceOf(StoreUnavailableException.class);
        }

        assertThat(store.leases().lastBatch(node.lease.id(), 0)).isEqualTo(1);
        assertThat(node.claim(queue, 5)).hasSize(1);
    }

    @Test
    void commitOnABrokenConnectionIsUnknownAndTheLaneKnows() throws Exception {
        try (StoreTransaction transaction = node.fenced()) {
            assertThat(transaction.claim(node.lease.id(), queue, 1).deliveries())
                    .hasSize(1);
            terminate("oncemq lane 0");
            assertThatThrownBy(transaction::commit).isInstanceOf(CommitOutcomeUnknownException.class);
        }

        assertThat(store.leases().lastBatch(node.lease.id(), 0)).isEqualTo(1);
        assertThat(node.claim(queue, 5)).hasSize(1);
    }

    @Test
    void unsyncedCommitOnABrokenConnectionIsUnknownToo() throws Exception {
        try (StoreTransaction transaction = node.fenced()) {
            transaction.claim(node.lease.id(), queue, 1);
            terminate("oncemq lane 0");
            assertThatThrownBy(transaction::commitUnsynced).isInstanceOf(CommitOutcomeUnknownException.class);
        }

        assertThat(node.claim(queue, 5)).hasSize(1);
    }

    /** What a node gave back comes in its place, although the node has only learnt by a question that it did. */
    @Test
    void whatWasGivenBackByACommitWithoutAnAnswerIsFoundInItsPlace() throws Exception {
        long other =
                store.destinations().create(DestinationName.queue("other"), 0).id();
        long old = DeliveryId.of(DeliveryId.tickOf(System.currentTimeMillis() - 120_000), 0);
        node.send(other, Holder.READY, Fixture.message(old).build());
        StoredDelivery held = node.claim(other, 1).get(0);
        // From here on the node knows that there is nothing old.
        assertThat(node.claim(other, 1)).isEmpty();
        Batch release = new Batch();
        release.releases().add(new Batch.Release(held.id(), other, Holder.READY, 1, 0));
        long number = ++node.batchNo;
        try (MessageStore withAnswer = JdbcMessageStore.open(DATABASE.storeAt(url));
                StoreSession session = withAnswer.openSession("without answer")) {
            session.write(node.lease.id(), 0, number, List.of(release));
        }

        assertThat(store.leases().settle(node.lease.id(), 0, number)).isTrue();

        long young = node.sendReady(other);
        assertThat(Fixture.ids(node.claim(other, 2))).containsExactly(old, young);
    }

    /** As after a switch-over behind one address: the server that was reached takes no changes, and goes on living. */
    @Test
    void connectionsToAServerThatTakesNoChangesAreGivenUp() throws Exception {
        newConnectionsAreReadOnly(true);
        try {
            terminate("%");
            assertThatThrownBy(() -> node.sendReady(queue)).isInstanceOf(CommitOutcomeUnknownException.class);
            assertThatThrownBy(() -> node.sendReady(queue)).isInstanceOf(StoreUnavailableException.class);
            for (int i = 0; i < 20; i++) {
                String name = "made" + i;
                assertThatThrownBy(() -> store.destinations().create(DestinationName.queue(name), 0))
                        .isInstanceOf(StoreUnavailableException.class);
            }
        } finally {
            newConnectionsAreReadOnly(false);
        }

        node.sendReady(queue);
        try (StoreTransaction transaction = node.fenced()) {
            assertThat(transaction.claim(node.lease.id(), queue, 1).deliveries())
                    .hasSize(1);
            transaction.commit();
        }
        for (int i = 0; i < 20; i++) {
            store.destinations().create(DestinationName.queue("made" + i), 0);
        }
    }

    private void newConnectionsAreReadOnly(boolean readOnly) throws SQLException {
        try (Connection connection = DATABASE.dataSourceAt(url).getConnection();
                PreparedStatement writable =
                        connection.prepareStatement("set session characteristics as transaction read write");
                PreparedStatement change = connection.prepareStatement(
                        """
                        do $$ begin
                          execute format('alter database %%I set default_transaction_read_only = %b', current_database());
                        end $$
                        """
                                .formatted(readOnly))) {
            writable.execute();
            change.execute();
        }
    }

    @Test
    void signOfLifeIsGivenAgain() throws Exception {
        try (MessageStore other = JdbcMessageStore.open(DATABASE.storeAt(url))) {
            assertThat(other.leases().dead("other")).isEmpty();

            assertThat(terminate("oncemq lease " + node.lease.id())).isEqualTo(1);
            assertThat(other.leases().dead("other")).containsExactly(node.lease.id());

            store.leases().renew(node.lease.id(), Fixture.TERM);
            assertThat(other.leases().dead("other")).isEmpty();
        }
    }

    @Test
    void connectionsThatWaitAreNotInATransaction() throws Exception {
        store.leases().renew(node.lease.id(), Fixture.TERM);
        assertThatThrownBy(() -> node.acknowledge(
                        node.claim(queue, 1).get(0), node.claim(queue, 1).get(0)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        StoredDelivery held = node.held(queue).get(0);
        assertThatThrownBy(() -> node.acknowledge(held, held)).isInstanceOf(StoreConflictException.class);
        store.deliveries().browse(queue, Place.FIRST, 1);

        try (Connection connection = DATABASE.dataSourceAt(url).getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        """
                        select count(*), count(*) filter (where state <> 'idle')
                          from pg_stat_activity
                         where pid <> pg_backend_pid() and datname = current_database() and backend_type = 'client backend'
                        """);
                ResultSet row = statement.executeQuery()) {
            row.next();
            assertThat(row.getInt(1)).isGreaterThanOrEqualTo(3);
            assertThat(row.getInt(2)).isZero();
        }
    }

    @Test
    void callsOnPooledConnectionsGoOnAfterAllOfThemBroke() throws Exception {
        terminate("%");

        int failures = 0;
        while (failures < 20) {
            try {
                assertThat(store.destinations().list()).hasSize(1);
                break;
            } catch (StoreUnavailableException e) {
                failures++;
            }
        }

        assertThat(failures).isLessThan(10);
    }

    @Test
    void unknownUserIsRefused() {
        assertThatThrownBy(() -> JdbcMessageStore.open(StoreSettings.url(url, "nobody", "hush")))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("user and password")
                .hasMessageNotContaining("hush");
    }

    @Test
    void wrongPasswordOfH2IsRefused() throws Exception {
        String h2 = TestDatabases.H2.newUrl();
        JdbcMessageStore.open(TestDatabases.H2.storeAt(h2)).close();

        assertThatThrownBy(() -> JdbcMessageStore.open(StoreSettings.url(h2, "sa", "hush")))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("user and password")
                .hasMessageNotContaining("hush");
    }

    @Test
    void absentServerIsUnavailable() {
        StoreSettings nowhere = StoreSettings.url("jdbc:postgresql://localhost:1/db", "u", "hush")
                .withConnectionTimeout(Duration.ofSeconds(2));

        assertThatThrownBy(() -> JdbcMessageStore.open(nowhere))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageNotContaining("hush");
    }

    @Test
    void givenDataSourceGetsItsConnectionsBackAsTheyWere() throws Exception {
        try (Connection connection = DATABASE.dataSourceAt(url).getConnection()) {
            List<String> before = settings(connection);
            StoreSettings settings = StoreSettings.dataSource(keeping(connection))
                    .withDurability(Durability.PROCESS)
                    .withSchema("public");
            try (MessageStore shared = JdbcMessageStore.open(settings);
                    StoreSession session = shared.openSession("lane 7");
                    StoreTransaction transaction = session.begin()) {
                transaction.fence(node.lease.id(), 1, 1);
                assertThat(settings(connection)).contains("oncemq lane 7", "off", "10s");
                transaction.commit();
            }

            assertThat(settings(connection)).isEqualTo(before);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void givenDataSourceGetsItsConnectionsBackAsTheyWereAfterAGroupThatTheDatabaseRefused() throws Exception {
        try (Connection connection = DATABASE.dataSourceAt(url).getConnection()) {
            List<String> before = settings(connection);
            try (MessageStore shared = JdbcMessageStore.open(
                            StoreSettings.dataSource(keeping(connection)).withSchema("public"));
                    StoreSession session = shared.openSession("lane 7")) {
                Batch twice = new Batch();
                Envelope envelope = Fixture.message(Fixture.nextId()).build();
                twice.sends().add(new Batch.NewDelivery(envelope.id(), queue, Holder.READY, envelope, 0));
                twice.sends().add(new Batch.NewDelivery(envelope.id(), queue, Holder.READY, envelope, 0));
                assertThatThrownBy(() -> session.write(node.lease.id(), 1, 2, List.of(twice)))
                        .isInstanceOf(StoreConflictException.class);
            }

            assertThat(settings(connection)).isEqualTo(before);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    /** Gives out one connection, which closing leaves open. */
    private static DataSource keeping(Connection connection) {
        Connection kept = (Connection) Proxy.newProxyInstance(
                ConnectionIT.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(connection, arguments));
        return (DataSource) Proxy.newProxyInstance(
                ConnectionIT.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> kept);
    }

    private static List<String> settings(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "select current_setting('application_name'), current_setting('synchronous_commit'),"
                                + " current_setting('idle_in_transaction_session_timeout'),"
                                + " current_setting('enable_seqscan')");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        }
    }

    /** Ends the connections whose name is like this; answers how many. */
    private int terminate(String name) throws SQLException {
        try (Connection connection = DATABASE.dataSourceAt(url).getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        """
                        select pg_terminate_backend(pid, 5000)
                          from pg_stat_activity
                         where application_name like ? and pid <> pg_backend_pid() and datname = current_database()
                        """)) {
            statement.setString(1, name);
            int ended = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ended++;
                }
            }
            return ended;
        }
    }
}
