// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.engine.Engine;
import io.oncemq.jms.ConnectionSettings;
import io.oncemq.jms.JmsConnection;
import io.oncemq.jms.JmsXaConnection;
import io.oncemq.jms.NodeAccess;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A user's hold on the node of a store. All users in this JVM (and class loader) that name the same store share one
 * node: the first opens it, and it closes when the last has closed and {@link OnceMqSettings#linger} has passed. Safe
 * for any thread.
 */
public final class OnceMqNode implements AutoCloseable {
    private final NodeRegistry.Entry entry;
    private final OnceMqSettings settings;
    private final NodeRegistry.User user;
    private final AtomicBoolean closed = new AtomicBoolean();

    private OnceMqNode(OnceMqSettings settings, NodeRegistry.User user) throws JMSException {
        this.entry = NodeRegistry.join(settings, user);
        this.settings = settings;
        this.user = user;
    }

    /**
     * Joins the node of the store, or opens it. If the JVM is shut down, its shutdown hook closes the node.
     *
     * @throws JMSException if the store cannot be reached now (the next call tries again), or the node was opened with
     *     other settings
     */
    public static OnceMqNode open(OnceMqSettings settings) throws JMSException {
        return new OnceMqNode(settings, NodeRegistry.User.JVM);
    }

    /**
     * As {@link #open}, for a server that ends what it runs in its own order, also when the JVM is shut down (by a signal, say): the
     * JVM's shutdown hook does not close a node while there is such a hold on it. It closes with the last of them; if that is
     * never given up, the node's lease ends by itself, as after a crash.
     *
     * @throws JMSException as {@link #open}
     */
    public static OnceMqNode openInServer(OnceMqSettings settings) throws JMSException {
        return new OnceMqNode(settings, NodeRegistry.User.SERVER);
    }

    public Engine engine() {
        return access().engine();
    }

    /** For connections that are made without a connection factory. */
    public NodeAccess access() {
        return entry.node().access();
    }

    public OnceMqSettings settings() {
        return settings;
    }

    /** A connection that lives on this hold: close it first. */
    public JmsConnection createConnection(ConnectionSettings connection) throws JMSException {
        return new JmsConnection(access(), connection, () -> {});
    }

    /** As {@link #createConnection}, for global transactions. */
    public JmsXaConnection createXaConnection(ConnectionSettings connection) throws JMSException {
        return new JmsXaConnection(access(), connection, () -> {});
    }

    @Override
    public void close() {
        close(settings.linger());
    }

    /** Gives the hold up; if it was the last one, the node closes after {@code linger}, at once if that is zero. */
    public void close(Duration linger) {
        if (closed.compareAndSet(false, true)) {
            NodeRegistry.leave(entry, user, linger);
        }
    }
}
