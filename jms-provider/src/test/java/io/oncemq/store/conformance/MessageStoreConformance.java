// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import io.oncemq.message.DestinationName;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** What every store must do. Each database adds a subclass that names it and holds no test. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
abstract class MessageStoreConformance
        implements StoreUnderTest,
                SendConformance,
                ClaimConformance,
                GroupConformance,
                ReleaseConformance,
                FenceConformance,
                BranchConformance,
                LeaseConformance,
                DestinationConformance,
                SubscriptionConformance,
                MemberConformance,
                UserConformance,
                ReservationConformance,
                SpaceConformance,
                PageConformance {
    private final TestDatabases database;
    private final List<Fixture> nodes = new ArrayList<>();
    private final List<MessageStore> more = new ArrayList<>();
    private String url;
    private MessageStore store;
    private int queues;

    MessageStoreConformance(TestDatabases database) {
        this.database = database;
    }

    @BeforeAll
    void open() throws StoreException {
        url = database.newUrl();
        store = JdbcMessageStore.open(database.storeAt(url).withPoolSize(20));
    }

    @AfterAll
    void close() {
        store.close();
    }

    @AfterEach
    void surrender() throws StoreException {
        for (Fixture node : nodes) {
            node.close();
            store.leases().surrender(node.lease.id());
        }
        nodes.clear();
        more.forEach(MessageStore::close);
        more.clear();
    }

    @Override
    public MessageStore store() {
        return store;
    }

    @Override
    public MessageStore openAgain() throws StoreException {
        MessageStore again = JdbcMessageStore.open(database.storeAt(url));
        more.add(again);
        return again;
    }

    @Override
    public Fixture node() throws StoreException {
        return node(store, Fixture.TERM, "this-process");
    }

    @Override
    public Fixture node(MessageStore on, Duration term, String processId) throws StoreException {
        Fixture node = new Fixture(on, term, processId);
        nodes.add(node);
        return node;
    }

    @Override
    public long newQueue() throws StoreException {
        return store.destinations()
                .create(DestinationName.queue("queue " + ++queues), 0)
                .id();
    }

    @Override
    public long rows(String table) {
        try (Connection connection = database.dataSourceAt(url).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
