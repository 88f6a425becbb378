// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreTransaction;
import org.jspecify.annotations.Nullable;

/** Keeps one connection until it breaks, then takes another at the next transaction. Used by one thread at a time. */
final class JdbcStoreSession implements StoreSession {
    private final Connections connections;
    private final BatchWriter writer;
    private final LaneTable lanes;
    private final Claims claims;
    private final String purpose;

    private @Nullable Link link;
    private @Nullable StoreTransaction current;

    JdbcStoreSession(Connections connections, BatchWriter writer, LaneTable lanes, Claims claims, String purpose) {
        this.connections = connections;
        this.writer = writer;
        this.lanes = lanes;
        this.claims = claims;
        this.purpose = purpose;
    }

    @Override
    public StoreTransaction begin() throws StoreException {
        if (current != null) {
            // Left open by mistake, it would become part of the next one.
            current.close();
        }
        Link usable = link;
        if (usable == null) {
            usable = connections.openLane(purpose);
            link = usable;
        }
        current = new JdbcStoreTransaction(this, usable, writer, lanes, claims);
        return current;
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
