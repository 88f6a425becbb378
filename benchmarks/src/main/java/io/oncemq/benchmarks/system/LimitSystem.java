// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import io.oncemq.benchmarks.cell.CellSpec;
import io.oncemq.benchmarks.client.Clients;
import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Sender;
import io.oncemq.benchmarks.client.Tag;
import io.oncemq.benchmarks.client.Traffic;
import io.oncemq.benchmarks.client.XaReceiver;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * No messaging at all: the INSERT, the DELETE and the commits that a durable queue cannot avoid, and between them a queue
 * in memory. What it does in a second no provider on the same database can exceed by much; the tables set every system in
 * relation to it. Single: every client has a connection and commits by itself. Grouped: clients that meet share commits
 * ({@link GroupCommit}).
 */
final class LimitSystem implements SystemUnderTest {
    /** On PostgreSQL more lanes than one let a group form while another is being synced. */
    private static final int POSTGRES_LANES = 2;

    private static final String STORED = "bench";

    private final SystemId id;
    private final CellSpec spec;
    private final Map<String, BlockingQueue<Long>> queues = new ConcurrentHashMap<>();
    private final List<GroupCommit> lanes = new ArrayList<>();
    private final AtomicInteger clients = new AtomicInteger();
    private final Connection keptOpen;

    LimitSystem(SystemId id, CellSpec spec) throws SQLException {
        this.id = id;
        this.spec = spec;
        keptOpen = connect();
        try (Statement statement = keptOpen.createStatement()) {
            statement.execute("create table if not exists limit_message (id bigint primary key, body "
                    + (id.storage() == Storage.H2 ? "varbinary" : "bytea") + " not null)");
            try (ResultSet stored = statement.executeQuery("select id from limit_message order by id")) {
                // A backlog is all that outlasts a restart here, and there is one queue of it.
                BlockingQueue<Long> waiting = queue(STORED);
                while (stored.next()) {
                    waiting.add(stored.getLong(1));
                }
            }
        }
        if (id.name().endsWith("-grouped")) {
            for (int i = 0; i < (id.storage() == Storage.H2 ? 1 : POSTGRES_LANES); i++) {
                lanes.add(new GroupCommit(rows()));
            }
        }
    }

    private BlockingQueue<Long> queue(String name) {
        return queues.computeIfAbsent(name, key -> new LinkedBlockingQueue<>());
    }

    private Connection connect() throws SQLException {
        return id.storage() == Storage.H2
                ? DriverManager.getConnection(H2Url.of(spec.directory(), id.survives()), H2Url.USER, H2Url.PASSWORD)
                : PostgresUrl.dataSource(spec.postgresUrl()).getConnection();
    }

    private LimitRows rows() throws SQLException {
        Connection connection = connect();
        return id.storage() == Storage.H2
                ? new H2LimitRows(connection, id.survives() == Survives.POWER_CUT)
                : new PostgresLimitRows(connection);
    }

    /** Where a client's work goes: its own connection, or a lane that it shares. */
    private LimitWriter writer() throws SQLException {
        return lanes.isEmpty() ? rows() : lanes.get(clients.getAndIncrement() % lanes.size());
    }

    @Override
    public Clients clients(String queue) {
        BlockingQueue<Long> waiting = queue(queue);
        return new Clients() {
            @Override
            public Sender sender(Traffic traffic, boolean transacted) throws SQLException {
                return new LimitSender(waiting, writer(), transacted);
            }

            @Override
            public Receiver receiver(Traffic traffic, boolean transacted) throws SQLException {
                return new LimitReceiver(waiting, writer(), transacted);
            }

            @Override
            public XaReceiver xaReceiver() throws SQLException {
                return new LimitXaReceiver(
                        waiting, PostgresUrl.xaDataSource(spec.postgresUrl()).getXAConnection());
            }
        };
    }

    @Override
    public void stop() throws SQLException {
        for (GroupCommit lane : lanes) {
            lane.closeRows();
        }
        keptOpen.close();
    }

    private static final class LimitSender implements Sender {
        private final BlockingQueue<Long> waiting;
        private final LimitWriter writer;
        private final boolean transacted;
        private final List<Long> pending = new ArrayList<>();

        LimitSender(BlockingQueue<Long> waiting, LimitWriter writer, boolean transacted) {
            this.waiting = waiting;
            this.writer = writer;
            this.transacted = transacted;
        }

        @Override
        public void send(long tag) throws Exception {
            pending.add(tag);
            if (!transacted) {
                commit();
            }
        }

        @Override
        public void commit() throws Exception {
            writer.write(List.copyOf(pending), List.of());
            waiting.addAll(pending);
            pending.clear();
        }

        @Override
        public void close() throws SQLException {
            writer.close();
        }
    }

    private static final class LimitReceiver implements Receiver {
        private final BlockingQueue<Long> waiting;
        private final LimitWriter writer;
        private final boolean transacted;
        private final List<Long> pending = new ArrayList<>();

        LimitReceiver(BlockingQueue<Long> waiting, LimitWriter writer, boolean transacted) {
            this.waiting = waiting;
            this.writer = writer;
            this.transacted = transacted;
        }

        @Override
        public long receive(long millis) throws Exception {
            Long tag = waiting.poll(millis, TimeUnit.MILLISECONDS);
            if (tag == null) {
                return Tag.NONE;
            }
            pending.add(tag);
            if (!transacted) {
                commit();
            }
            return tag;
        }

        @Override
        public void commit() throws Exception {
            writer.write(List.of(), List.copyOf(pending));
            pending.clear();
        }

        @Override
        public void close() throws SQLException {
            writer.close();
        }
    }

    /** One DELETE as a branch of a global transaction, by PostgreSQL's own PREPARE TRANSACTION. */
    private static final class LimitXaReceiver implements XaReceiver {
        private final BlockingQueue<Long> waiting;
        private final XAConnection xaConnection;
        private final Connection connection;
        private final XAResource resource;
        private @Nullable PreparedStatement delete;

        LimitXaReceiver(BlockingQueue<Long> waiting, XAConnection xaConnection) throws SQLException {
            this.waiting = waiting;
            this.xaConnection = xaConnection;
            connection = xaConnection.getConnection();
            resource = xaConnection.getXAResource();
        }

        @Override
        public XAResource resource() {
            return resource;
        }

        @Override
        public long receive(long millis) throws Exception {
            Long tag = waiting.poll(millis, TimeUnit.MILLISECONDS);
            if (tag == null) {
                return Tag.NONE;
            }
            if (delete == null) {
                delete = connection.prepareStatement("delete from limit_message where id = ?");
            }
            delete.setLong(1, tag);
            if (delete.executeUpdate() != 1) {
                throw new IllegalStateException("a row is missing");
            }
            return tag;
        }

        @Override
        public void close() throws SQLException {
            xaConnection.close();
        }
    }
}
