// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import io.oncemq.OnceMqNode;
import io.oncemq.OnceMqSettings;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One adapter's share of the node. The node is opened when it is first needed and, if the database does not answer then,
 * by each later call: the adapter starts without its database and recovers by itself. Safe for any thread.
 */
public final class StoreAccess implements AutoCloseable {
    private static final Duration RECENT = Duration.ofSeconds(5);

    private final OnceMqSettings settings;
    private final Object configuration;
    private final Duration patience;

    /** Held while the node is opened, which takes as long as the database does. Whoever gives it up looks at {@code closed}. */
    private final ReentrantLock opening = new ReentrantLock();

    private volatile boolean closed;

    // Changed by who holds the lock.
    private volatile @Nullable OnceMqNode node;
    private @Nullable JMSException failure;
    private long failedAtNanos;

    /**
     * Opens nothing yet.
     *
     * @param configuration equal to that of another adapter if both have the same settings
     */
    public StoreAccess(OnceMqSettings settings, Object configuration) {
        this(settings, configuration, RECENT);
    }

    StoreAccess(OnceMqSettings settings, Object configuration, Duration patience) {
        this.settings = settings;
        this.configuration = configuration;
        this.patience = patience;
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
        OnceMqNode open = node;
        if (open == null) {
            opening.lock();
            try {
                open = openOnce(calledAtNanos);
            } finally {
                opening.unlock();
                leaveIfClosed();
            }
        }
        requireOpen();
        return open;
    }

    private OnceMqNode openOnce(long calledAtNanos) throws JMSException {
        requireOpen();
        OnceMqNode open = node;
        if (open != null) {
            return open;
        }
        if (failure != null && failedAtNanos - calledAtNanos > 0) {
            // Somebody else tried while this call waited: a crowd of callers waits for one time-out, not one each.
            throw failure;
        }
        try {
            open = AdapterLoader.within(() -> OnceMqNode.openInServer(settings));
            node = open;
            failure = null;
            return open;
        } catch (JMSException e) {
            failure = e;
            failedAtNanos = System.nanoTime();
            throw e;
        }
    }

    private void requireOpen() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the resource adapter was stopped", "ONCEMQ-3006");
        }
    }

    /**
     * Why the store did not answer some seconds ago, or that it takes longer than some seconds, if so: asking it now would likely keep
     * the caller waiting.
     */
    public @Nullable JMSException recentFailure() {
        if (node != null) {
            return null;
        }
        try {
            if (!opening.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return new JMSException("the store is still being opened", "ONCEMQ-3007");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new JMSException("interrupted while the store was opened", "ONCEMQ-3007");
        }
        try {
            return node == null && System.nanoTime() - failedAtNanos < RECENT.toNanos() ? failure : null;
        } finally {
            opening.unlock();
            leaveIfClosed();
        }
    }

    public boolean isClosed() {
        return closed;
    }

    /**
     * Gives the share back; the node lives on for the other adapters that have one. Does not wait for long for who is opening it: that
     * one gives it back then.
     */
    @Override
    public void close() {
        closed = true;
        try {
            if (opening.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                opening.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leaveIfClosed();
    }

    private void leaveIfClosed() {
        if (!closed || !opening.tryLock()) {
            return;
        }
        OnceMqNode open;
        try {
            open = node;
            node = null;
        } finally {
            opening.unlock();
        }
        if (open != null) {
            // At once: an adapter that was stopped must leave nothing running behind.
            open.close(Duration.ZERO);
        }
    }
}
