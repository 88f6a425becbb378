// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.store.Batch;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreBusyException;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoreUnavailableException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one lane: every transaction starts with the fence and has a number, by which the outcome of a COMMIT
 * without answer is learnt. Used by one thread at a time, with a happens-before between them.
 */
public final class FencedSession implements AutoCloseable {
    private static final long RETRY_MILLIS = 100;
    /** The number after a batch's says that it did not happen. */
    private static final long NUMBERS_PER_BATCH = 2;

    private final int number;
    private final MessageStore store;
    private final StoreSession session;
    private final LeaseKeeper leases;
    private final EngineListener listener;
    private @Nullable NodeLease numbered;
    private long batchNo;

    public FencedSession(int number, MessageStore store, LeaseKeeper leases, EngineListener listener) {
        this.number = number;
        this.store = store;
        this.session = store.openSession("lane " + number);
        this.leases = leases;
        this.listener = listener;
    }

    @Override
    public void close() {
        session.close();
    }

    /** One try, with a number of its own. */
    @FunctionalInterface
    private interface Attempt {
        void run(long no) throws StoreException;
    }

    /** What is done between the fence and the end of a lane's transaction; ends with a commit. */
    @FunctionalInterface
    public interface FencedWork {
        void run(StoreTransaction transaction) throws StoreException;
    }

    /**
     * Runs the work in a transaction behind the fence, again where it certainly did not happen, until it is committed.
     *
     * @param deadline when to give up, by {@link System#nanoTime}
     * @throws StoreConflictException if nothing was written: the lease is lost or a row was not in the expected state
     * @throws StoreBusyException if nothing was written because others hold rows of it for too long
     * @throws StoreUnavailableException if nothing was written and the store does not answer
     * @throws CommitOutcomeUnknownException if it may or may not have been written; the lease is then given up
     */
    public void perform(NodeLease lease, long deadline, FencedWork work) throws StoreException {
        untilCommitted(lease, deadline, no -> {
            try (StoreTransaction transaction = session.begin()) {
                transaction.fence(lease.id(), number, no);
                work.run(transaction);
            }
        });
    }

    /**
     * As {@link #perform}, for a group of batches.
     *
     * @throws StoreBusyException if nothing was written because others hold rows of it
     */
    public void write(NodeLease lease, long deadline, List<Batch> group) throws StoreException {
        untilCommitted(lease, deadline, no -> session.write(lease.id(), number, no, group));
    }

    private void untilCommitted(NodeLease lease, long deadline, Attempt attempt) throws StoreException {
        if (lease.isLost()) {
            // Its numbers must not begin anew behind those of the next lease.
            throw lost(lease, null);
        }
        int unanswered = 0;
        while (true) {
            if (numbered != lease) {
                numbered = lease;
                batchNo = 0;
            }
            batchNo += NUMBERS_PER_BATCH;
            long no = batchNo;
            try {
                attempt.run(no);
                return;
            } catch (CommitOutcomeUnknownException e) {
                if (committed(lease, no, deadline, e)) {
                    return;
                }
                requireTime(deadline, e);
                if (unanswered++ > 0) {
                    // What kills its connection may be this batch.
                    pauseBeforeRetry();
                }
            } catch (StoreBusyException e) {
                // It has waited already; whoever else wants this connection has a turn first.
                throw e;
            } catch (StoreUnavailableException e) {
                listener.storeUnavailable("lane " + number, e);
                if (!mayRetry(deadline)) {
                    throw e;
                }
                pauseBeforeRetry();
            } catch (StoreConflictException e) {
                throw lease.isLost() ? lost(lease, e) : leaseOrRowConflict(lease, e);
            }
        }
    }

    /** After a conflict: was it the fence, then the lease is lost for all. */
    private StoreConflictException leaseOrRowConflict(NodeLease lease, StoreConflictException e) {
        try {
            store.leases().lastBatch(lease.id(), number);
            return e;
        } catch (StoreConflictException gone) {
            leases.lose(lease, "it was declared dead by another node");
            return lost(lease, gone);
        } catch (StoreException unknown) {
            e.addSuppressed(unknown);
            return e;
        }
    }

    /**
     * Settles by the lane's row what became of a COMMIT without answer; true if it happened. Gives the lease up if the store
     * does not answer in time, because rows may then be held under it that this node does not know of.
     */
    private boolean committed(NodeLease lease, long no, long deadline, CommitOutcomeUnknownException cause)
            throws StoreException {
        while (true) {
            try {
                return store.leases().settle(lease.id(), number, no);
            } catch (StoreUnavailableException | CommitOutcomeUnknownException e) {
                // Only a question: its own answer may be lost as well.
                listener.storeUnavailable("lane " + number, e);
                if (!mayRetry(deadline)) {
                    leases.lose(lease, "the outcome of a commit could not be learnt in time");
                    throw cause;
                }
                pauseBeforeRetry();
            } catch (StoreConflictException e) {
                leases.lose(lease, "it was declared dead by another node");
                throw cause;
            } catch (StoreRefusedException e) {
                leases.lose(lease, "the outcome of a commit could not be learnt: " + e.getMessage());
                cause.addSuppressed(e);
                throw cause;
            }
        }
    }

    private static boolean mayRetry(long deadline) {
        return System.nanoTime() - deadline <= 0 && !Thread.currentThread().isInterrupted();
    }

    /** After a batch that did not happen: its number is refused, so nothing of it will. */
    private static void requireTime(long deadline, CommitOutcomeUnknownException e) throws StoreUnavailableException {
        if (System.nanoTime() - deadline > 0) {
            throw new StoreUnavailableException(
                    "nothing was written, for no commit was answered in time: " + e.getMessage(), e);
        }
    }

    private static void pauseBeforeRetry() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
    }

    static StoreConflictException lost(NodeLease lease, @Nullable Throwable cause) {
        return new StoreConflictException(
                "lease " + lease.id()
                        + " was lost because the store could not be reached for its term, or the JVM stood still:"
                        + " nothing was written; messages received before will be delivered again, what was to be sent"
                        + " can be sent again at once",
                cause);
    }
}
