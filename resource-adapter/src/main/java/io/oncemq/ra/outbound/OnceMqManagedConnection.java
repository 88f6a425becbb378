// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import io.oncemq.OnceMqNode;
import io.oncemq.jms.Credentials;
import io.oncemq.jms.ManagedTransaction;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * What the server pools and enlists: one transaction at a time, for any number of sessions that share it. Nothing about a
 * branch lives here: any other managed connection of the store may end it. Used by one transaction at a time; safe for any
 * thread.
 */
public final class OnceMqManagedConnection implements ManagedConnection {
    private final OnceMqManagedConnectionFactory factory;
    private final Credentials signedOn;
    private final OnceMqNode node;
    private final ManagedTransaction transaction;
    private final Set<SessionGrant> grants = ConcurrentHashMap.newKeySet();
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean destroyed = new AtomicBoolean();
    private volatile @Nullable PrintWriter logWriter;

    OnceMqManagedConnection(OnceMqManagedConnectionFactory factory, Credentials signedOn, OnceMqNode node) {
        this.factory = factory;
        this.signedOn = signedOn;
        this.node = node;
        this.transaction = new ManagedTransaction(node.engine());
    }

    boolean isOf(OnceMqManagedConnectionFactory other, Credentials signOn) {
        return factory.equals(other) && signedOn.equals(signOn);
    }

    /** Whom the server signed on; checked where it is used. */
    Credentials signedOn() {
        return signedOn;
    }

    /** False once its node was closed; a pool may outlive that. */
    boolean isUsable() {
        return !destroyed.get() && !node.engine().isClosed();
    }

    ManagedTransaction transaction() {
        return transaction;
    }

    // ---- handles

    @Override
    public SessionGrant getConnection(@Nullable Subject subject, @Nullable ConnectionRequestInfo request)
            throws ResourceException {
        requireUsable();
        SessionGrant grant = new SessionGrant(this);
        grants.add(grant);
        return grant;
    }

    @Override
    public void associateConnection(Object handle) throws ResourceException {
        requireUsable();
        if (!(handle instanceof SessionGrant grant)) {
            throw new ResourceException(handle.getClass().getName() + " is not a handle of this adapter");
        }
        OnceMqManagedConnection left = grant.connection();
        if (left != null) {
            left.grants.remove(grant);
        }
        grants.add(grant);
        grant.moveTo(this);
    }

    void closed(SessionGrant grant) {
        grants.remove(grant);
        ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
        event.setConnectionHandle(grant);
        listeners.forEach(listener -> listener.connectionClosed(event));
    }

    private void requireUsable() throws ResourceException {
        if (!isUsable()) {
            throw new IllegalStateException("the managed connection is destroyed", "ONCEMQ-3304");
        }
    }

    // ---- life

    /** Ready for the next user. A global transaction is its manager's to end. */
    @Override
    public void cleanup() {
        grants.forEach(SessionGrant::revoke);
        grants.clear();
        transaction.abandonLocal();
    }

    @Override
    public void destroy() {
        if (destroyed.compareAndSet(false, true)) {
            cleanup();
        }
    }

    // ---- transactions

    @Override
    public XAResource getXAResource() {
        return transaction.xaResource();
    }

    @Override
    public LocalTransaction getLocalTransaction() {
        return new LocalTransactionBridge(transaction);
    }

    // ---- the rest

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public ManagedConnectionMetaData getMetaData() {
        return new MetaData(signedOn.isNobody() ? factory.getUserName() : signedOn.user());
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter logWriter) {
        this.logWriter = logWriter;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    private record MetaData(@Nullable String user) implements ManagedConnectionMetaData {
        @Override
        public String getEISProductName() {
            return "OnceMQ";
        }

        @Override
        public String getEISProductVersion() {
            String version = OnceMqManagedConnection.class.getPackage().getImplementationVersion();
            return version == null ? "unknown" : version;
        }

        /** No limit: nothing is connected. */
        @Override
        public int getMaxConnections() {
            return 0;
        }

        @Override
        public @Nullable String getUserName() {
            return user;
        }
    }

    /** The transaction manager's, or the server's, local transaction in place of a global one. */
    private record LocalTransactionBridge(ManagedTransaction transaction) implements LocalTransaction {
        @Override
        public void begin() throws ResourceException {
            run(transaction::beginLocal);
        }

        @Override
        public void commit() throws ResourceException {
            run(transaction::commitLocal);
        }

        @Override
        public void rollback() throws ResourceException {
            run(transaction::rollbackLocal);
        }

        private static void run(Step step) throws ResourceException {
            try {
                step.run();
            } catch (JMSException e) {
                throw new LocalTransactionException(e.getMessage(), e);
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws JMSException;
    }
}
