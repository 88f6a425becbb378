// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.agroal.api.AgroalDataSource;
import io.oncemq.store.BranchRecords;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.DestinationRecords;
import io.oncemq.store.Leases;
import io.oncemq.store.MessageStore;
import io.oncemq.store.ReservationRecords;
import io.oncemq.store.SpaceRecords;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreState;
import io.oncemq.store.SubscriptionRecords;
import io.oncemq.store.UserRecords;
import io.oncemq.store.WakeUps;
import io.oncemq.store.jdbc.dialect.Dialect;
import java.nio.file.FileStore;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The store in an H2 file of this JVM or in PostgreSQL. */
public final class JdbcMessageStore implements MessageStore {
    private final @Nullable AgroalDataSource pool;
    private final Connections connections;
    private final Dialect dialect;
    private final Tables tables;
    private final BatchWriter writer;
    private final @Nullable WholeGroup wholeGroup;
    private final UUID id;
    private final SignsOfLife signs;
    private final Transactions transactions;
    private final Leases leases;
    private final DestinationRecords destinations;
    private final SubscriptionRecords subscriptions;
    private final BranchRecords branches;
    private final DeliveryRecords deliveries;
    private final UserRecords users;
    private final ReservationRecords reservations;
    private final SpaceRecords space;
    private final Optional<WakeUps> wakeUps;

    private JdbcMessageStore(
            @Nullable AgroalDataSource pool,
            Connections connections,
            Dialect dialect,
            Tables tables,
            UUID id,
            @Nullable FileStore volume) {
        this.pool = pool;
        this.connections = connections;
        this.dialect = dialect;
        this.tables = tables;
        this.writer = tables.batchWriter();
        this.wholeGroup = dialect.changesInQueries() ? new WholeGroup() : null;
        this.id = id;
        this.signs = new SignsOfLife(connections, dialect.signOfLife(), id.hashCode());
        this.transactions = new Transactions(connections);
        RemovedQueues removed = new RemovedQueues(transactions, tables.removal());
        this.leases = new JdbcLeases(transactions, tables, removed, signs, id.hashCode());
        this.destinations = new JdbcDestinations(transactions, tables, removed);
        this.subscriptions = new JdbcSubscriptions(transactions, tables, removed);
        this.branches = new JdbcBranches(transactions, tables);
        this.deliveries = new JdbcDeliveries(transactions, tables, removed);
        this.users = new JdbcUsers(transactions, tables);
        this.reservations = new JdbcReservations(transactions, tables);
        this.space = new JdbcSpace(transactions, volume);
        this.wakeUps = dialect.notifications()
                .map(notifications -> new JdbcWakeUps(connections, transactions, notifications, id));
    }

    /**
     * Opens a store, with its schema made or checked as the settings say.
     *
     * @throws StoreException if it cannot be reached, or cannot be used with these settings
     */
    public static JdbcMessageStore open(StoreSettings settings) throws StoreException {
        String url = settings.jdbcUrl();
        DataSource given = settings.dataSource();
        if (url != null) {
            AgroalDataSource pool = Pool.open(settings, url);
            boolean done = false;
            try {
                JdbcMessageStore store = open(settings, pool, pool);
                done = true;
                return store;
            } finally {
                if (!done) {
                    pool.close();
                }
            }
        }
        if (given == null) {
            throw new AssertionError("the settings have checked that one is there");
        }
        return open(settings, given, null);
    }

    private static JdbcMessageStore open(StoreSettings settings, DataSource dataSource, @Nullable AgroalDataSource pool)
            throws StoreException {
        Dialect dialect = Database.recognize(dataSource);
        // Our own connections to PostgreSQL have the schema from their URL.
        boolean schemaSet = pool != null && !dialect.singleProcess();
        Connections connections =
                new Connections(dataSource, schemaSet ? null : settings.schema(), dialect, settings.durability());
        Transactions transactions = new Transactions(connections);
        new Schema(dataSource, dialect, transactions).prepare(settings.schemaManagement(), settings.schema());
        Tables tables = Tables.of(dialect);
        UUID id =
                transactions.read("read the store's id", link -> tables.store().id(link));
        return new JdbcMessageStore(pool, connections, dialect, tables, id, Volume.of(dialect, transactions));
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public boolean singleProcess() {
        return dialect.singleProcess();
    }

    @Override
    public StoreState state() throws StoreException {
        return transactions.ask("ask what has changed", link -> tables.store().state(link));
    }

    @Override
    public int laneCount() {
        return dialect.lanes();
    }

    @Override
    public StoreSession openSession(String purpose) {
        return new JdbcStoreSession(connections, writer, tables.lanes(), tables.claims(), wholeGroup, purpose);
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public DestinationRecords destinations() {
        return destinations;
    }

    @Override
    public SubscriptionRecords subscriptions() {
        return subscriptions;
    }

    @Override
    public BranchRecords branches() {
        return branches;
    }

    @Override
    public DeliveryRecords deliveries() {
        return deliveries;
    }

    @Override
    public UserRecords users() {
        return users;
    }

    @Override
    public ReservationRecords reservations() {
        return reservations;
    }

    @Override
    public SpaceRecords space() {
        return space;
    }

    @Override
    public Optional<WakeUps> wakeUps() {
        return wakeUps;
    }

    @Override
    public void close() {
        signs.endAll();
        if (pool != null) {
            pool.close();
        }
    }
}
