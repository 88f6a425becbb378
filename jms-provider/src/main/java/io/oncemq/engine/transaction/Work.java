// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.destination.Origin;
import io.oncemq.message.Envelope;
import io.oncemq.store.BranchXid;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was sent and received in one transaction so far; lives in memory until it is committed, prepared or rolled back.
 * Filled by one thread at a time, but a transaction manager may end it from another thread meanwhile: guarded by its own
 * monitor, and closed once its end began.
 */
public final class Work {
    private final List<Sent> sends = new ArrayList<>(2);
    private final List<Claim> received = new ArrayList<>(2);
    private @Nullable Throwable failure;
    private List<Runnable> afterwards = List.of();
    private final @Nullable BranchXid branch;
    private @Nullable String id;
    private boolean closed;

    /** The work of a transaction that no transaction manager knows. */
    public Work() {
        this(null);
    }

    /** The work of a branch. */
    Work(@Nullable BranchXid branch) {
        this.branch = branch;
    }

    /**
     * What tells the transaction apart from every other one: of a branch its global transaction id in hexadecimal digits,
     * which is the same in all its branches; else a random one, made when first asked for.
     */
    public synchronized String id() {
        if (id == null) {
            id = branch == null
                    ? UUID.randomUUID().toString()
                    : HexFormat.of().formatHex(branch.getGlobalTransactionId());
        }
        return id;
    }

    /**
     * A message to be delivered when the work commits.
     *
     * @throws IllegalStateException if the transaction is over
     */
    public synchronized void send(Envelope envelope, Origin origin) {
        requireOpen();
        sends.add(new Sent(envelope, origin));
    }

    /**
     * A delivery to be acknowledged when the work commits.
     *
     * @throws IllegalStateException if the transaction is over; the delivery is back in its queue then
     */
    public void received(Claim claim) {
        synchronized (this) {
            if (!closed) {
                received.add(claim);
                return;
            }
        }
        claim.queue().putBack(List.of(claim));
        requireOpen();
    }

    /** What the application threw; attached to dead letters if the work is rolled back. */
    public synchronized void failed(Throwable cause) {
        failure = cause;
    }

    public synchronized boolean isEmpty() {
        return sends.isEmpty() && received.isEmpty();
    }

    /**
     * Has something done once its end is over, whatever it was; on the thread that ended it.
     *
     * @return false if its end has begun: nothing will be done
     */
    public synchronized boolean afterwards(Runnable action) {
        if (!closed) {
            List<Runnable> more = new ArrayList<>(afterwards);
            more.add(action);
            afterwards = more;
        }
        return !closed;
    }

    /** Its end is over. */
    public void ended() {
        List<Runnable> actions;
        synchronized (this) {
            closed = true;
            actions = afterwards;
            afterwards = List.of();
        }
        actions.forEach(Runnable::run);
    }

    /** Its end begins: nothing can be added any more. */
    synchronized void close() {
        closed = true;
    }

    synchronized List<Sent> sends() {
        return sends;
    }

    synchronized List<Claim> received() {
        return received;
    }

    synchronized @Nullable Throwable failure() {
        return failure;
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the transaction is over: it was committed or rolled back meanwhile");
        }
    }

    record Sent(Envelope envelope, Origin origin) {}
}
