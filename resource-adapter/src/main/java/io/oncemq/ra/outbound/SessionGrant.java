// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import io.oncemq.jms.ManagedTransaction;
import io.oncemq.jms.TransactionGrant;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One session's right to work in the transaction of a managed connection: what Jakarta Connectors calls a connection
 * handle. The server may move it to another managed connection or take it back. Guarded by its own monitor.
 */
public final class SessionGrant implements TransactionGrant {
    private static final Logger LOG = System.getLogger("io.oncemq.ra");

    private @Nullable OnceMqManagedConnection connection;
    private @Nullable Session session;

    SessionGrant(OnceMqManagedConnection connection) {
        this.connection = connection;
    }

    @Override
    public synchronized ManagedTransaction transaction() throws JMSException {
        if (connection == null) {
            throw new IllegalStateException("the session is closed, or the server took it back", "ONCEMQ-3303");
        }
        return connection.transaction();
    }

    @Override
    public synchronized void opened(Session session) {
        this.session = session;
    }

    /** The application closed it; what it did in the transaction stays there. */
    @Override
    public void closed() {
        OnceMqManagedConnection left;
        synchronized (this) {
            left = connection;
            connection = null;
            session = null;
        }
        if (left != null) {
            left.closed(this);
        }
    }

    synchronized @Nullable OnceMqManagedConnection connection() {
        return connection;
    }

    synchronized void moveTo(OnceMqManagedConnection other) {
        connection = other;
    }

    /** The server takes it back: the session ends, and with it its consumers. */
    void revoke() {
        Session open;
        synchronized (this) {
            connection = null;
            open = session;
            session = null;
        }
        if (open != null) {
            try {
                open.close();
            } catch (JMSException e) {
                LOG.log(Level.DEBUG, "a session that the server took back was not closed", e);
            }
        }
    }
}
