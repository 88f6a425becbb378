// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.testkit;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/**
 * A server's connection pool: enlists in the transaction of the thread, lets all handles of a transaction share a
 * connection, takes it back when its handles are closed and the transaction is over.
 */
@SuppressWarnings("serial") // never serialized
public final class Pool implements ConnectionManager {
    private static final long serialVersionUID = 1L;

    private final transient Transactions transactions;
    private final transient Set<ManagedConnection> idle = new LinkedHashSet<>();
    private final transient Map<ManagedConnection, Set<Object>> handles = new HashMap<>();
    private final transient Map<Transactions.Transaction, ManagedConnection> enlisted = new HashMap<>();
    private int created;
    private boolean shares = true;

    Pool(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Each handle has a connection of its own from now on. */
    public void doNotShare() {
        shares = false;
    }

    public synchronized int created() {
        return created;
    }

    public synchronized int idle() {
        return idle.size();
    }

    @Override
    public synchronized Object allocateConnection(
            ManagedConnectionFactory factory, @Nullable ConnectionRequestInfo request) throws ResourceException {
        Transactions.Transaction transaction = transactions.current();
        ManagedConnection connection = transaction == null || !shares ? null : enlisted.get(transaction);
        if (connection == null) {
            connection = factory.matchManagedConnections(idle, null, request);
            if (connection == null) {
                connection = factory.createManagedConnection(null, request);
                connection.addConnectionEventListener(new Returns());
                created++;
            }
            idle.remove(connection);
            if (transaction != null) {
                enlist(transaction, connection);
            }
        }
        Object handle = connection.getConnection(null, request);
        handles.computeIfAbsent(connection, any -> new HashSet<>()).add(handle);
        return handle;
    }

    private void enlist(Transactions.Transaction transaction, ManagedConnection connection) throws ResourceException {
        try {
            transaction.enlist(connection.getXAResource());
        } catch (XAException e) {
            throw new ResourceException("not enlisted", e);
        }
        enlisted.put(transaction, connection);
        transaction.afterCompletion(() -> {
            synchronized (this) {
                enlisted.remove(transaction);
                takeBack(connection);
            }
        });
    }

    private void takeBack(ManagedConnection connection) {
        if (handles.getOrDefault(connection, Set.of()).isEmpty() && !enlisted.containsValue(connection)) {
            try {
                connection.cleanup();
                idle.add(connection);
            } catch (ResourceException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final class Returns implements ConnectionEventListener {
        @Override
        public void connectionClosed(ConnectionEvent event) {
            synchronized (Pool.this) {
                ManagedConnection connection = (ManagedConnection) event.getSource();
                handles.get(connection).remove(event.getConnectionHandle());
                takeBack(connection);
            }
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {}

        @Override
        public void localTransactionStarted(ConnectionEvent event) {}

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {}

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {}
    }
}
