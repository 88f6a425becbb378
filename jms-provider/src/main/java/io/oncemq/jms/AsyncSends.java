// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.message.Envelope;
import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A session's sends with a completion listener: done in order on a thread of the executor, several by one commit where
 * they have piled up, each followed by its callback. What waits is bounded: a sender that is faster than the store is held
 * back. Safe for any thread; the list is guarded by this object's monitor.
 */
final class AsyncSends {
    private static final Logger LOG = System.getLogger("io.oncemq");
    private static final int MAX_TOGETHER = 100;
    private static final int MAX_PENDING = 1_000;
    private static final long MAX_PENDING_BYTES = 16 * 1024 * 1024;

    /**
     * After these they are not sent again one by one: they may have been sent, or each would wait for as long for a store that
     * does not answer.
     */
    private static final Set<String> CONCERNS_ALL =
            Set.of(JmsErrors.OUTCOME_UNKNOWN, JmsErrors.UNEXPECTED, JmsErrors.STORE_UNAVAILABLE);

    /** A callback that takes as long may wait for the sender that is held back. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final Executor executor;
    private final SessionTransaction transaction;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long pendingBytes;
    private int heldBack;
    private boolean running;

    /** Whose callback is going on. */
    private @Nullable Pending called;

    private volatile @Nullable Thread caller;

    AsyncSends(Executor executor, SessionTransaction transaction) {
        this.executor = executor;
        this.transaction = transaction;
    }

    /** True if the calling thread is in one of this session's completion listeners. */
    boolean isCaller() {
        return caller == Thread.currentThread();
    }

    /**
     * Sends when those before it were sent. Waits while too much is pending, except in a callback.
     *
     * @param envelope null if it is in the transaction already, so that only the callback is left to be made; for that
     *     nothing waits, as the transaction is where the bodies are
     * @throws JMSException if it was interrupted while it waited, or there is no thread: nothing is sent by this call
     */
    void add(@Nullable Envelope envelope, Message message, CompletionListener listener) throws JMSException {
        Pending added = new Pending(envelope, message, listener);
        synchronized (this) {
            if (envelope != null && !isCaller()) {
                awaitRoom(added);
            }
            pending.add(added);
            pendingBytes += added.bodyBytes();
            if (running) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::run);
        } catch (RuntimeException | Error e) {
            forget(added);
            throw JmsErrors.unexpected("send", e);
        }
    }

    private synchronized void awaitRoom(Pending added) throws JMSException {
        heldBack++;
        try {
            Pending before = null;
            while (!hasRoom(added) && (called == null || !called.equals(before))) {
                before = called;
                wait(PATIENCE_MILLIS);
            }
            // Else the listener may wait for what this thread holds, such as a lock: then it is let in, and both go on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.interrupted("send");
        } finally {
            heldBack--;
            if (heldBack == 0) {
                notifyAll();
            }
        }
    }

    private synchronized boolean hasRoom(Pending added) {
        return pending.isEmpty()
                || (pending.size() < MAX_PENDING && pendingBytes + added.bodyBytes() <= MAX_PENDING_BYTES);
    }

    private synchronized void forget(Pending added) {
        if (pending.removeLastOccurrence(added)) {
            pendingBytes -= added.bodyBytes();
        }
        running = false;
        notifyAll();
    }

    /** Waits until all are done and their callbacks have returned; returns at once in a callback. */
    void await() {
        if (isCaller()) {
            return;
        }
        boolean interrupted = false;
        synchronized (this) {
            while (running || heldBack > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    // What follows must not overtake them.
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        caller = Thread.currentThread();
        for (List<Pending> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
            sendAll(group);
        }
    }

    private synchronized List<Pending> nextGroup() {
        List<Pending> group = new ArrayList<>(MAX_TOGETHER);
        while (!pending.isEmpty() && group.size() < MAX_TOGETHER) {
            Pending next = pending.remove();
            pendingBytes -= next.bodyBytes();
            group.add(next);
        }
        if (group.isEmpty()) {
            caller = null;
            running = false;
        }
        notifyAll();
        return group;
    }

    private void sendAll(List<Pending> group) {
        List<Envelope> envelopes = new ArrayList<>(group.size());
        for (Pending each : group) {
            if (each.envelope != null) {
                envelopes.add(each.envelope);
            }
        }
        JMSException failure = envelopes.isEmpty() ? null : send(envelopes);
        boolean apart = failure != null && envelopes.size() > 1 && !CONCERNS_ALL.contains(failure.getErrorCode());
        for (Pending each : group) {
            // One that is refused must not take the others with it.
            JMSException own = apart && each.envelope != null ? send(List.of(each.envelope)) : failure;
            complete(each, each.envelope == null ? null : own);
        }
    }

    private @Nullable JMSException send(List<Envelope> envelopes) {
        try {
            transaction.send(envelopes);
            return null;
        } catch (JMSException e) {
            return e;
        } catch (RuntimeException | Error e) {
            // Errors too: this thread is what the next ones, and close, wait for.
            return JmsErrors.unexpected("send", e);
        }
    }

    private void complete(Pending each, @Nullable JMSException failure) {
        calls(each);
        try {
            if (failure == null) {
                each.listener.onCompletion(each.message);
            } else {
                each.listener.onException(each.message, failure);
            }
        } catch (Throwable e) { // the next callback is to be made all the same
            LOG.log(Level.WARNING, "ONCEMQ-2403 a completion listener threw an exception", e);
        } finally {
            calls(null);
        }
    }

    private synchronized void calls(@Nullable Pending each) {
        called = each;
    }

    private record Pending(@Nullable Envelope envelope, Message message, CompletionListener listener) {
        int bodyBytes() {
            return envelope == null ? 0 : envelope.bodySizeBytes();
        }
    }
}
