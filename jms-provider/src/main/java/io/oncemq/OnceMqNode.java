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
    private final AtomicBoolean closed = new AtomicBoolean();

    private OnceMqNode(NodeRegistry.Entry entry, OnceMqSettings settings) {
        this.entry = entry;
        this.settings = settings;
    }

    /**
     * Joins the node of the store, or opens it.
     *
     * @throws JMSException if the store cannot be reached now (the next call tries again), or the node was opened with
     *     other settings
     */
    public static OnceMqNode open(OnceMqSettings settings) throws JMSException {
        return new OnceMqNode(NodeRegistry.join(settings), settings);
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
            NodeRegistry.leave(entry, linger);
        }
    }
}
