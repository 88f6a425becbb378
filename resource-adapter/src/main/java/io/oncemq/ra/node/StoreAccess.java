// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import io.oncemq.OnceMqNode;
import io.oncemq.OnceMqSettings;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One adapter's share of the node. The node is opened when it is first needed and, if the database does not answer then,
 * by each later call: the adapter starts without its database and recovers by itself. Safe for any thread.
 */
public final class StoreAccess implements AutoCloseable {
    private static final long RECENT_NANOS = 5_000_000_000L;

    private final OnceMqSettings settings;
    private final Object configuration;
    private @Nullable OnceMqNode node;
    private @Nullable JMSException failure;
    private long failedAtNanos;
    private boolean closed;

    /**
     * Opens nothing yet.
     *
     * @param configuration equal to that of another adapter if both have the same settings
     */
    public StoreAccess(OnceMqSettings settings, Object configuration) {
        this.settings = settings;
        this.configuration = configuration;
    }

    /** True if the other is that of this adapter, or of one with the same configuration. */
    public boolean isLike(StoreAccess other) {
        return configuration.equals(other.configuration);
    }

    /**
     * The node, opened if it is not open yet.
     *
     * @throws JMSException if the store does not answer now; names the setting to look at
     */
    public OnceMqNode node() throws JMSException {
        long calledAtNanos = System.nanoTime();
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the resource adapter was stopped", "ONCEMQ-3006");
            }
            if (node != null) {
                return node;
            }
            if (failure != null && failedAtNanos - calledAtNanos > 0) {
                // Somebody else tried while this call waited: a crowd of callers waits for one time-out, not one each.
                throw failure;
            }
            try {
                node = AdapterLoader.within(() -> OnceMqNode.openInServer(settings));
                failure = null;
                return node;
            } catch (JMSException e) {
                failure = e;
                failedAtNanos = System.nanoTime();
                throw e;
            }
        }
    }

    /** Why the store did not answer some seconds ago, if so: asking it now would likely keep the caller waiting. */
    public synchronized @Nullable JMSException recentFailure() {
        return node == null && System.nanoTime() - failedAtNanos < RECENT_NANOS ? failure : null;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Gives the share back; the node lives on for the other adapters that have one. */
    @Override
    public void close() {
        OnceMqNode open;
        synchronized (this) {
            closed = true;
            open = node;
            node = null;
        }
        if (open != null) {
            // At once: an adapter that was stopped must leave nothing running behind.
            open.close(Duration.ZERO);
        }
    }
}
