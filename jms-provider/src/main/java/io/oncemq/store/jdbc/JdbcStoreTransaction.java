// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.Batch;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoredDelivery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A transaction on a session's connection. */
final class JdbcStoreTransaction implements StoreTransaction {
    private final JdbcStoreSession session;
    private final Link link;
    private final BatchWriter writer;
    private final LaneTable lanes;
    private final Claims claims;

    private final List<Runnable> afterCommit = new ArrayList<>(0);

    private State state = State.OPEN;

    JdbcStoreTransaction(JdbcStoreSession session, Link link, BatchWriter writer, LaneTable lanes, Claims claims) {
        this.session = session;
        this.link = link;
        this.writer = writer;
        this.lanes = lanes;
        this.claims = claims;
    }

    @Override
    public void fence(long leaseId, int lane, long batchNo) throws StoreException {
        run("fence lane " + lane + " of lease " + leaseId, () -> {
            lanes.fence(link, leaseId, lane, batchNo);
            return batchNo;
        });
    }

    @Override
    public void write(long leaseId, List<Batch> group) throws StoreException {
        run("write a group of batches", () -> {
            writer.write(link, leaseId, group);
            afterCommit.add(() -> claims.lowWater().written(group));
            return group;
        });
    }

    @Override
    public ClaimResult claim(long leaseId, long queueId, int limit) throws StoreException {
        return run("claim from queue " + queueId, () -> claims.next(link, leaseId, queueId, limit, afterCommit::add));
    }

    @Override
    public ClaimResult claimGrouped(long leaseId, long queueId, int limit, Collection<String> without)
            throws StoreException {
        return run(
                "claim groups from queue " + queueId, () -> claims.nextGrouped(link, leaseId, queueId, limit, without));
    }

    @Override
    public List<String> own(long leaseId, long queueId, Collection<String> names) throws StoreException {
        return run("own groups of queue " + queueId, () -> claims.groups().own(link, leaseId, queueId, names));
    }

    @Override
    public void letGo(long leaseId, long queueId, Collection<String> names) throws StoreException {
        run("let go of groups of queue " + queueId, () -> {
            claims.groups().letGo(link, leaseId, queueId, names);
            return names;
        });
    }

    @Override
    public List<StoredDelivery> claim(long leaseId, long queueId, long[] ids) throws StoreException {
        List<Long> wanted = Arrays.stream(ids).boxed().toList();
        return run("claim chosen deliveries from queue " + queueId, () -> claims.these(link, leaseId, queueId, wanted));
    }

    @Override
    public List<StoredDelivery> held(long leaseId, long queueId) throws StoreException {
        return run("read what is held of queue " + queueId, () -> claims.held(link, leaseId, queueId));
    }

    @Override
    public void commit() throws StoreException {
        end(link::commit);
    }

    @Override
    public void commitUnsynced() throws StoreException {
        end(link::commitUnsynced);
    }

    private void end(Ending commit) throws StoreException {
        require();
        try {
            // Until the answer is here nothing is known.
            state = State.UNKNOWN;
            commit.run();
            state = State.ENDED;
        } catch (SQLException e) {
            link.failed(e);
            throw SqlErrors.ofCommit("commit", e);
        }
        afterCommit.forEach(Runnable::run);
    }

    @Override
    public void close() {
        switch (state) {
            case OPEN -> session.rollback(link);
            case FAILED -> session.recover(link);
            case UNKNOWN -> session.drop(link);
            case ENDED -> {
                // The connection waits for the session's next transaction.
            }
        }
        state = State.ENDED;
    }

    private <T> T run(String doing, Step<T> step) throws StoreException {
        require();
        // Whatever is thrown, a RuntimeException included, leaves it failed.
        state = State.FAILED;
        try {
            T result = step.run();
            state = State.OPEN;
            return result;
        } catch (SQLException e) {
            link.failed(e);
            throw SqlErrors.of(doing, e);
        }
    }

    private void require() {
        if (state != State.OPEN) {
            throw new IllegalStateException("this transaction can only be closed, it is " + state);
        }
    }

    private enum State {
        /** May go on; {@code commit} or {@code close} ends it. */
        OPEN,
        /** A step failed; {@code close} rolls back. */
        FAILED,
        /** The commit did not answer; {@code close} drops the connection. */
        UNKNOWN,
        /** Nothing more to do. */
        ENDED
    }

    private interface Ending {
        void run() throws SQLException;
    }

    private interface Step<T> {
        T run() throws SQLException, StoreException;
    }
}
