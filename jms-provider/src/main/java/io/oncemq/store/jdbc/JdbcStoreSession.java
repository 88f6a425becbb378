// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.oncemq.store.Batch;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreTransaction;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps one connection until it breaks, then takes another at the next transaction. Used by one thread at a time. */
final class JdbcStoreSession implements StoreSession {
    private final Connections connections;
    private final BatchWriter writer;
    private final LaneTable lanes;
    private final Claims claims;
    private final @Nullable WholeGroup wholeGroup;
    private final String purpose;

    private @Nullable Link link;
    private @Nullable StoreTransaction current;

    /**
     * For one user.
     *
     * @param wholeGroup null where the database cannot
     */
    JdbcStoreSession(
            Connections connections,
            BatchWriter writer,
            LaneTable lanes,
            Claims claims,
            @Nullable WholeGroup wholeGroup,
            String purpose) {
        this.connections = connections;
        this.writer = writer;
        this.lanes = lanes;
        this.claims = claims;
        this.wholeGroup = wholeGroup;
        this.purpose = purpose;
    }

    @Override
    public StoreTransaction begin() throws StoreException {
        current = new JdbcStoreTransaction(this, ready(), writer, lanes, claims);
        return current;
    }

    @Override
    public void write(long leaseId, int lane, long batchNo, List<Batch> group) throws StoreException {
        boolean written =
                wholeGroup != null && wholeGroup.takes(batchNo, group) && writeWhole(leaseId, lane, batchNo, group);
        if (!written) {
            // Also what did not go through as a whole: step by step it goes through, or says why not.
            StoreSession.super.write(leaseId, lane, batchNo, group);
        }
    }

    private boolean writeWhole(long leaseId, int lane, long batchNo, List<Batch> group) throws StoreException {
        Link used = ready();
        boolean answered = false;
        try {
            boolean written = requireNonNull(wholeGroup).write(used, leaseId, lane, batchNo, group);
            answered = true;
            if (written) {
                claims.lowWater().written(group);
            }
            return written;
        } catch (StoreException e) {
            // The database was not asked.
            answered = true;
            throw e;
        } catch (SQLException e) {
            used.failed(e);
            StoreException failure = SqlErrors.ofWhole("write a group of batches", e);
            answered = !(failure instanceof CommitOutcomeUnknownException) && isBackInTransactions(used);
            throw failure;
        } finally {
            if (!answered) {
                drop(used);
            }
        }
    }

    private boolean isBackInTransactions(Link used) {
        try {
            used.eachAlone(false);
            return connections.isAlive(used);
        } catch (SQLException e) {
            // That is the answer.
            return false;
        }
    }

    private Link ready() throws StoreException {
        if (current != null) {
            // Left open by mistake, it would become part of the next one.
            current.close();
            current = null;
        }
        Link usable = refreshed(link);
        if (usable == null) {
            usable = connections.openLane(purpose);
            link = usable;
        }
        return usable;
    }

    /** The connection with statements that are not too old; null if there is none, or it is of no more use. */
    private @Nullable Link refreshed(@Nullable Link present) {
        if (present == null || connections.refresh(present)) {
            return present;
        }
        drop(present);
        return null;
    }

    /** Undoes a transaction that was not committed, on a connection that has given no reason to distrust it. */
    void rollback(Link used) {
        if (!connections.rollback(used)) {
            drop(used);
        }
    }

    /** Undoes a transaction that failed; the connection stays only if it proves that it lives. */
    void recover(Link used) {
        if (!connections.rollback(used) || !connections.isAlive(used)) {
            drop(used);
        }
    }

    /** Gives up a connection that left a commit unanswered. */
    void drop(Link used) {
        connections.drop(used);
        link = null;
    }

    @Override
    public void close() {
        if (link != null) {
            connections.closeLane(link);
            link = null;
        }
    }
}
