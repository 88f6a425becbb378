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
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A session's sends with a completion listener: done in order on a thread of the executor, several by one commit where
 * they have piled up, each followed by its callback. Safe for any thread; the list is guarded by this object's monitor.
 */
final class AsyncSends {
    private static final Logger LOG = System.getLogger("io.oncemq");
    private static final int MAX_TOGETHER = 100;

    private final Executor executor;
    private final SessionTransaction transaction;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private boolean running;
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
     * Sends when those before it were sent.
     *
     * @param envelope null if it is in the transaction already, so that only the callback is left to be made
     */
    void add(@Nullable Envelope envelope, Message message, CompletionListener listener) {
        synchronized (this) {
            pending.add(new Pending(envelope, message, listener));
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::run);
    }

    /** Waits until all are done and their callbacks have returned; returns at once in a callback. */
    void await() {
        if (isCaller()) {
            return;
        }
        boolean interrupted = false;
        synchronized (this) {
            while (running) {
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
        List<Pending> group = new ArrayList<>();
        while (!pending.isEmpty() && group.size() < MAX_TOGETHER) {
            group.add(pending.remove());
        }
        if (group.isEmpty()) {
            caller = null;
            running = false;
            notifyAll();
        }
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
        boolean apart =
                failure != null && envelopes.size() > 1 && !JmsErrors.OUTCOME_UNKNOWN.equals(failure.getErrorCode());
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
        } catch (RuntimeException e) {
            return JmsErrors.unexpected("send", e);
        }
    }

    private void complete(Pending each, @Nullable JMSException failure) {
        try {
            if (failure == null) {
                each.listener.onCompletion(each.message);
            } else {
                each.listener.onException(each.message, failure);
            }
        } catch (Throwable e) { // the next callback is to be made all the same
            LOG.log(Level.WARNING, "ONCEMQ-2403 a completion listener threw an exception", e);
        }
    }

    private record Pending(@Nullable Envelope envelope, Message message, CompletionListener listener) {}
}
