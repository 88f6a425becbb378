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
import io.oncemq.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One long-lived write connection that commits groups of batches. A caller that finds the lane free commits on its own
 * thread, at once unless others are likely to be back in a moment ({@link Company}); callers that arrive meanwhile queue
 * up, and the next leader among them writes all their batches in one database transaction. {@link #commit} may be called by
 * any thread; the session is touched by the leader only, and the queue, {@code company} and {@code gatherer} only under the
 * monitor of {@code waiting}, which is never held over JDBC.
 */
public final class Lane implements AutoCloseable {
    private static final int MAX_GROUP = 200;
    private static final int MAX_GROUP_BYTES = 4 * 1024 * 1024;

    /** What is larger is written aside: nobody's commit of a small message waits for it. */
    private static final int LARGE_BYTES = 256 * 1024;

    private static final int LARGE_ROWS = 500;

    private final int number;
    private final FencedSession session;
    private final Duration timeout;
    private final EngineListener listener;
    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private final @Nullable Lane aside;
    private final Company company = new Company();
    private boolean led;

    /** The leader while it waits for others; whoever completes them leads instead. */
    private @Nullable Ticket gatherer;

    /**
     * A lane of a node.
     *
     * @param aside the lane that large batches go by; null if they go by this one
     */
    public Lane(
            int number,
            MessageStore store,
            LeaseKeeper leases,
            Duration timeout,
            EngineListener listener,
            @Nullable Lane aside) {
        this.number = number;
        this.aside = aside;
        this.session = new FencedSession(number, store, leases, listener);
        this.timeout = timeout;
        this.listener = listener;
    }

    /**
     * Writes a batch, alone or in a group, and returns when it is committed.
     *
     * @param lease the lease that the batch's claims belong to
     * @throws StoreConflictException if nothing was written: the lease is lost or a row was not in the expected state
     * @throws StoreUnavailableException if nothing was written because the store did not answer in time
     * @throws CommitOutcomeUnknownException if it may or may not have been written
     */
    public void commit(NodeLease lease, Batch batch) throws StoreException {
        if (aside != null && isLarge(batch)) {
            aside.commit(lease, batch);
            return;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!isCommitted(new Ticket(lease, batch, deadline))) {}
    }

    /** False if nothing was written and its caller has time left: whoever has come meanwhile had a turn. */
    private boolean isCommitted(Ticket mine) throws StoreException {
        boolean lead;
        synchronized (waiting) {
            waiting.add(mine);
            lead = !led || completesCompany();
            led = true;
        }
        for (boolean turn = lead || mine.awaitTurn(); turn; turn = mine.awaitTurn()) {
            if (isLeaderAfterGathering(mine)) {
                lead();
            }
        }
        try {
            mine.rethrow();
            return true;
        } catch (StoreBusyException e) {
            listener.storeUnavailable("lane " + number, e);
            requireTime(mine, e);
            return false;
        } catch (StoreUnavailableException e) {
            // Given up when the oldest of the group had no time left, or its leader was interrupted.
            requireTime(mine, e);
            return false;
        }
    }

    private static void requireTime(Ticket mine, StoreUnavailableException e) throws StoreUnavailableException {
        if (System.nanoTime() - mine.deadline > 0 || Thread.currentThread().isInterrupted()) {
            throw e;
        }
    }

    private boolean completesCompany() {
        if (gatherer == null || !company.isComplete(waiting.size())) {
            return false;
        }
        gatherer = null;
        company.waited(true);
        return true;
    }

    /** Waits for others if that is likely to be worth it. False if another has taken the lead meanwhile. */
    private boolean isLeaderAfterGathering(Ticket mine) {
        long until;
        int present;
        synchronized (waiting) {
            present = waiting.size();
            long patience = company.patienceNanos(present);
            if (patience == 0) {
                return true;
            }
            mine.waitAgain();
            gatherer = mine;
            until = System.nanoTime() + patience;
        }
        mine.awaitTurnUntil(until);
        synchronized (waiting) {
            if (gatherer != mine) {
                return false;
            }
            gatherer = null;
            company.waited(waiting.size() > present);
            return true;
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private void lead() {
        List<Ticket> group = takeGroup();
        long begun = System.nanoTime();
        try {
            commitGroup(group);
        } catch (RuntimeException | Error e) {
            group.forEach(ticket -> ticket.fail(new StoreRefusedException("the store failed unexpectedly: " + e, e)));
            listener.unexpected("lane " + number, e);
        } finally {
            Ticket next;
            synchronized (waiting) {
                next = waiting.peek();
                led = next != null;
                company.ended(group.size(), waiting.size(), System.nanoTime() - begun);
            }
            if (next != null) {
                next.signal(Ticket.LEAD);
            }
            for (Ticket ticket : group) {
                ticket.signal(Ticket.DONE);
            }
        }
    }

    private List<Ticket> takeGroup() {
        List<Ticket> group = new ArrayList<>();
        long bytes = 0;
        synchronized (waiting) {
            while (!waiting.isEmpty() && group.size() < MAX_GROUP && bytes < MAX_GROUP_BYTES) {
                Ticket ticket = waiting.remove();
                bytes += bytes(ticket.batch);
                group.add(ticket);
            }
        }
        return group;
    }

    private static boolean isLarge(Batch batch) {
        return batch.mayExceed(LARGE_ROWS) || bytes(batch) > LARGE_BYTES;
    }

    private static long bytes(Batch batch) {
        long bytes = 0;
        for (Batch.NewDelivery send : batch.sends()) {
            bytes += send.envelope().bodySizeBytes();
        }
        return bytes;
    }

    private void commitGroup(List<Ticket> group) {
        List<Ticket> open = new ArrayList<>(group.size());
        for (Ticket ticket : group) {
            if (ticket.lease.isLost()) {
                ticket.fail(FencedSession.lost(ticket.lease, null));
            } else {
                open.add(ticket);
            }
        }
        if (open.isEmpty()) {
            return;
        }
        NodeLease lease = open.get(open.size() - 1).lease;
        for (Ticket ticket : List.copyOf(open)) {
            if (ticket.lease != lease) {
                open.remove(ticket);
                ticket.fail(FencedSession.lost(ticket.lease, null));
            }
        }
        try {
            write(lease, open);
            listener.groupCommitted(number, open.size());
        } catch (StoreConflictException | StoreRefusedException | StoreBusyException e) {
            if (open.size() == 1) {
                open.get(0).fail(e);
            } else {
                writeOneByOne(lease, open);
            }
        } catch (StoreException e) {
            open.forEach(ticket -> ticket.fail(e));
        }
    }

    /** One batch of a group cannot be written; each is tried alone, so that it fails alone. */
    private void writeOneByOne(NodeLease lease, List<Ticket> tickets) {
        for (Ticket ticket : tickets) {
            try {
                write(lease, List.of(ticket));
                listener.groupCommitted(number, 1);
            } catch (StoreException e) {
                ticket.fail(e);
            }
        }
    }

    private void write(NodeLease lease, List<Ticket> tickets) throws StoreException {
        List<Batch> batches = new ArrayList<>(tickets.size());
        long deadline = Long.MAX_VALUE;
        for (Ticket ticket : tickets) {
            batches.add(ticket.batch);
            deadline = Math.min(deadline, ticket.deadline);
        }
        session.write(lease, deadline, batches);
    }

    /** A caller's batch on its way through the lane. */
    private static final class Ticket {
        static final int WAITING = 0;
        static final int LEAD = 1;
        static final int DONE = 2;

        final NodeLease lease;
        final Batch batch;
        final long deadline;
        private final Thread thread = Thread.currentThread();
        private volatile int state = WAITING;
        private @Nullable StoreException failure;

        Ticket(NodeLease lease, Batch batch, long deadline) {
            this.lease = lease;
            this.batch = batch;
            this.deadline = deadline;
        }

        /** Waits until this ticket is done (false) or its thread is to lead (true). */
        boolean awaitTurn() {
            await(() -> {
                LockSupport.park(this);
                return true;
            });
            return state == LEAD;
        }

        /** Likewise, but no longer than that. */
        void awaitTurnUntil(long nanoTime) {
            await(() -> {
                long left = nanoTime - System.nanoTime();
                LockSupport.parkNanos(this, left);
                return left > 0;
            });
        }

        /** Keeps an interrupt for later. */
        private void await(BooleanSupplier park) {
            boolean interrupted = false;
            while (state == WAITING && park.getAsBoolean()) {
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Called by its own thread, which was to lead. */
        void waitAgain() {
            state = WAITING;
        }

        void fail(StoreException cause) {
            failure = cause;
        }

        void signal(int newState) {
            state = newState;
            LockSupport.unpark(thread);
        }

        /** Called by its own thread after its end. */
        void rethrow() throws StoreException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
