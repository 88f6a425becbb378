// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.Lease;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.StoreUpgradedException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the node's present lease, renews it, and takes a new one after a loss. {@link #beat} is called by one thread;
 * everything else by any. No store call is made under the lock.
 */
public final class LeaseKeeper {
    private static final String PROCESS_ID = startProcessId();
    private static final Duration NEVER = Duration.ofDays(1);

    private final MessageStore store;
    private final EngineSettings settings;
    private final DatabaseClock clock;
    private final LongSupplier nanoTime;
    private final EngineListener listener;
    private final List<Consumer<NodeLease>> lossListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> stopListeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition acquired = lock.newCondition();
    private @Nullable NodeLease current;
    private boolean closed;

    /** Why there will never be a lease again; null while there may be. */
    private @Nullable String stopped;

    private volatile long renewedNanos;

    /** Whether this node was at work already; of the thread that beats, or opens the node before that. */
    private volatile boolean everHeld;

    public LeaseKeeper(
            MessageStore store,
            EngineSettings settings,
            DatabaseClock clock,
            LongSupplier nanoTime,
            EngineListener listener) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    /** Told once for each lease that is lost, on the thread that found out. */
    public void onLoss(Consumer<NodeLease> lossListener) {
        lossListeners.add(lossListener);
    }

    /** Told once if the node has to stop for good, on the thread that found out, before the loss of its lease is told. */
    public void onStop(Runnable stopListener) {
        stopListeners.add(stopListener);
    }

    /** The same for all engines of one JVM, whatever class loader they live in. */
    public String processId() {
        return PROCESS_ID;
    }

    /**
     * The lease to work under, waiting for a new one for a limited time after a loss.
     *
     * @throws StoreUnavailableException if there is none in time
     * @throws StoreUpgradedException if there will never be one
     */
    public NodeLease current() throws StoreException {
        lock.lock();
        try {
            NodeLease lease = current;
            if (lease != null) {
                return lease;
            }
            long left = settings.storeTimeout().toNanos();
            while (current == null && stopped == null && !closed && left > 0) {
                left = acquired.awaitNanos(left);
            }
            lease = current;
            if (stopped != null) {
                throw new StoreUpgradedException(stopped);
            }
            if (lease == null) {
                throw new StoreUnavailableException(
                        closed
                                ? "this node has been closed"
                                : "this node holds no lease: the store has not answered for "
                                        + settings.storeTimeout().toSeconds() + " s (setting storeTimeout)",
                        null);
            }
            return lease;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for the store", e);
        } finally {
            lock.unlock();
        }
    }

    /** The lease, or null right now. */
    public @Nullable NodeLease currentOrNull() {
        lock.lock();
        try {
            return current;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Renews the lease, or takes one if there is none. Where the store has been upgraded by another version the node stops.
     *
     * @return how long to wait until the next beat
     * @throws StoreUpgradedException if that is found by the first beat
     */
    public Duration beat() throws StoreException {
        if (isStopped()) {
            return NEVER;
        }
        try {
            return renewOrAcquire();
        } catch (StoreUpgradedException e) {
            if (!everHeld) {
                throw e;
            }
            stop(String.valueOf(e.getMessage()));
            return NEVER;
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped != null;
        } finally {
            lock.unlock();
        }
    }

    private void stop(String reason) {
        NodeLease lease;
        lock.lock();
        try {
            stopped = reason;
            lease = current;
            acquired.signalAll();
        } finally {
            lock.unlock();
        }
        stopListeners.forEach(Runnable::run);
        if (lease != null) {
            lose(lease, reason);
        }
        listener.nodeStopped(settings.nodeName(), reason);
    }

    private Duration renewOrAcquire() throws StoreException {
        Duration term = settings.leaseTerm();
        NodeLease lease = currentOrNull();
        long asked = nanoTime.getAsLong();
        if (lease == null) {
            acquire(asked);
            return term.dividedBy(3);
        }
        try {
            clock.set(store.leases().renew(lease.id(), term));
            renewedNanos = asked;
            listener.storeAvailable();
        } catch (StoreConflictException e) {
            lose(lease, "it ended before it was renewed");
            acquire(nanoTime.getAsLong());
        } catch (StoreUnavailableException e) {
            listener.storeUnavailable("heartbeat", e);
            if (nanoTime.getAsLong() - renewedNanos > term.toNanos()) {
                lose(lease, "the store has not answered for longer than the lease");
            }
            throw e;
        }
        return term.dividedBy(3);
    }

    /** Gives the lease up: whatever it held is released by whoever rescues it, this node first of all. */
    public void lose(NodeLease lease, String reason) {
        // First of all: nobody may take a next lease while this one still seems alive.
        boolean first = lease.lose();
        lock.lock();
        try {
            if (current == lease) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
        if (first) {
            listener.leaseLost(settings.nodeName(), lease.id(), reason);
            lossListeners.forEach(each -> each.accept(lease));
        }
    }

    /** Ends the lease in order. The caller has stopped all work under it. */
    public void close() throws StoreException {
        NodeLease lease;
        lock.lock();
        try {
            closed = true;
            lease = current;
            current = null;
            acquired.signalAll();
        } finally {
            lock.unlock();
        }
        if (lease != null) {
            lease.lose();
            store.leases().surrender(lease.id());
        }
    }

    private void acquire(long asked) throws StoreException {
        Lease given =
                store.leases().acquire(settings.nodeName(), PROCESS_ID, settings.leaseTerm(), store.laneCount() + 1);
        clock.set(given.databaseMillis());
        NodeLease lease = new NodeLease(given);
        everHeld = true;
        renewedNanos = asked;
        lock.lock();
        try {
            if (closed) {
                lease.lose();
            } else {
                current = lease;
                acquired.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (lease.isLost()) {
            store.leases().surrender(lease.id());
        } else {
            listener.leaseAcquired(settings.nodeName(), lease.id());
        }
    }

    private static String startProcessId() {
        // System properties are the one place that all class loaders of a JVM share.
        return (String) System.getProperties()
                .computeIfAbsent(
                        "io.oncemq.process", key -> ProcessHandle.current().pid() + "-" + UUID.randomUUID());
    }
}
