// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.message.Envelope;
import io.oncemq.selector.Selector;
import io.oncemq.store.StoreException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One consumer's access to a queue of this node. Holds no deliveries: each is taken when it is wanted. Starts inactive.
 * Any thread may call any method; the state is guarded by the queue's lock.
 */
public final class QueueConsumer implements AutoCloseable {
    private final LocalQueue queue;
    private final @Nullable Selector selector;
    private final Runnable onClosed;

    // Guarded by the queue's lock.
    boolean active;
    boolean closed;
    final ScanCursor cursor = new ScanCursor();

    private volatile boolean sideBySide;

    QueueConsumer(LocalQueue queue, @Nullable Selector selector, Runnable onClosed) {
        this.queue = queue;
        this.selector = selector;
        this.onClosed = onClosed;
    }

    public LocalQueue queue() {
        return queue;
    }

    boolean isSelective() {
        return selector != null;
    }

    boolean wants(Envelope envelope, int deliveryCount) {
        return selector == null || selector.matches(envelope, queue.facts(envelope, deliveryCount));
    }

    /**
     * Its deliveries are worked on by several threads, each for itself: of each message group it gets one at a time.
     * To be said before {@link #activate}.
     */
    public void workSideBySide() {
        sideBySide = true;
    }

    boolean worksSideBySide() {
        return sideBySide;
    }

    /** Deliveries may be assigned from now on: the connection is started. */
    public void activate() {
        queue.activate(this);
    }

    /** No delivery is assigned any more once this returns; demands stay and are served after {@link #activate}. */
    public void deactivate() {
        queue.deactivate(this);
    }

    /** A delivery that this node has at hand, or null. */
    public @Nullable Claim take() {
        return queue.take(this);
    }

    /** A delivery at once, or null and the demand will be served later. */
    public @Nullable Claim takeOrAsk(Demand demand) {
        return queue.takeOrAsk(this, demand);
    }

    /** True if the demand was still waiting and is forgotten; false if it has been or is being served. */
    public boolean withdraw(Demand demand) {
        return queue.withdraw(demand);
    }

    /**
     * Looks into the store before it says that there is nothing.
     *
     * @return a delivery, or null if the consumer is inactive or closed or there is none
     */
    public @Nullable Claim receiveNoWait() throws StoreException {
        return selector != null && queue.hasPlainConsumers() ? askForALook() : takeAfterALook();
    }

    private @Nullable Claim takeAfterALook() throws StoreException {
        Claim claim = take();
        if (claim == null) {
            if (queue.mayHaveMore(this)) {
                queue.fetchAndWait();
            }
            // Even if there is no more: a fetch that the first look asked for may have ended meanwhile.
            claim = take();
        }
        return claim;
    }

    /** Beside consumers that want everything, a selector gets from the store what it waits for. */
    private @Nullable Claim askForALook() throws StoreException {
        Waiter waiter = new Waiter();
        Claim claim = takeOrAsk(waiter);
        if (claim != null) {
            return claim;
        }
        try {
            if (queue.mayHaveMore(this)) {
                queue.fetchAndWait();
            }
        } catch (StoreException e) {
            if (queue.withdraw(waiter)) {
                throw e;
            }
        }
        return queue.withdraw(waiter) ? take() : waiter.take();
    }

    /**
     * Waits for a delivery.
     *
     * @param timeoutNanos how long; {@link Long#MAX_VALUE} for ever
     * @return a delivery, or null if none came in time, the consumer was closed or the thread was interrupted (its
     *     interrupt status is then set)
     */
    public @Nullable Claim receive(long timeoutNanos) {
        Waiter waiter = new Waiter();
        Claim claim = takeOrAsk(waiter);
        if (claim != null) {
            return claim;
        }
        waiter.await(timeoutNanos, this);
        if (waiter.claim == null && queue.withdraw(waiter)) {
            return null;
        }
        return waiter.take();
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends it; a waiting {@link #receive} returns null. Deliveries already taken stay with whoever took them. */
    @Override
    public void close() {
        if (queue.remove(this)) {
            onClosed.run();
        }
    }

    /** A thread in {@link #receive}. */
    static final class Waiter implements Demand {
        private final Thread thread = Thread.currentThread();
        private volatile @Nullable Claim claim;
        private volatile boolean dismissed;

        @Override
        public void assigned(Claim assigned) {
            claim = assigned;
            LockSupport.unpark(thread);
        }

        /** Wakes the thread because nothing will come any more. */
        void dismiss() {
            dismissed = true;
            LockSupport.unpark(thread);
        }

        void await(long timeoutNanos, Object blocker) {
            long start = System.nanoTime();
            while (claim == null && !dismissed && !Thread.currentThread().isInterrupted()) {
                if (timeoutNanos == Long.MAX_VALUE) {
                    LockSupport.park(blocker);
                } else {
                    long left = timeoutNanos - (System.nanoTime() - start);
                    if (left <= 0) {
                        return;
                    }
                    LockSupport.parkNanos(blocker, left);
                }
            }
        }

        /** The claim of a demand that could not be withdrawn: it is on its way if it is not here yet. */
        @Nullable
        Claim take() {
            boolean interrupted = false;
            while (claim == null && !dismissed) {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(10));
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return claim;
        }
    }
}
