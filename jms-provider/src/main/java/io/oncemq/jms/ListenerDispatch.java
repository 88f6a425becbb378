// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.Demand;
import io.oncemq.engine.delivery.QueueConsumer;
import jakarta.jms.MessageListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives a session's messages to its listeners, one at a time. Runs on a thread of the executor only while there is
 * something to deliver: a consumer for which nothing is at hand leaves a demand in its queue, and when that is served the
 * dispatch is scheduled again. Safe for any thread; state is guarded by this object's monitor, under which neither
 * listeners nor the store are called.
 */
final class ListenerDispatch {
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Executor executor;
    private final DeliveryGate gate;
    private final SessionLink link;
    private final Handler handler;
    private final List<Listening> listenings = new CopyOnWriteArrayList<>();
    private boolean running;
    private boolean woken;
    private boolean paused;
    private volatile @Nullable Thread caller;
    private @Nullable Listening called;

    /** What is done with a delivery, and when there are none. */
    interface Handler {
        /** Gives it to the listener; reports what goes wrong by itself. */
        void deliver(MessageListener listener, Claim claim);

        /** There is nothing to deliver for now. */
        void idle();

        /** The dispatch itself failed; it goes on after a pause. */
        void failed(Throwable failure);
    }

    ListenerDispatch(Executor executor, DeliveryGate gate, SessionLink link, Handler handler) {
        this.executor = executor;
        this.gate = gate;
        this.link = link;
        this.handler = handler;
    }

    /** True if the calling thread is in one of this session's listeners. */
    boolean isCaller() {
        return caller == Thread.currentThread();
    }

    Listening listen(QueueConsumer consumer, MessageListener listener) {
        Listening listening = new Listening(consumer, listener);
        listenings.add(listening);
        wake();
        return listening;
    }

    /** Ends it: waits while its listener runs, unless that listener calls this. */
    void end(Listening listening) {
        listenings.remove(listening);
        listening.end();
        if (!isCaller()) {
            awaitReturn(listening);
        }
        listening.putBackHeld();
    }

    private synchronized void awaitReturn(Listening listening) {
        boolean interrupted = false;
        while (called == listening) {
            try {
                wait();
            } catch (InterruptedException e) {
                // The caller relies on the listener having ended.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is at hand and was not given to a listener yet goes back, before older messages do. */
    void putBackHeld() {
        listenings.forEach(Listening::putBackHeld);
    }

    /** There may be something to deliver. */
    void wake() {
        synchronized (this) {
            if (running) {
                woken = true;
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            // The node has been closed: there is nothing to deliver any more.
            runAgain();
        } catch (RuntimeException | Error e) {
            // There is no thread for now, such as for want of memory.
            runAgain();
            pause(AFTER_FAILURE);
        }
    }

    /** Gives nothing to listeners for that long, and asks for nothing meanwhile. */
    void pause(Duration time) {
        synchronized (this) {
            paused = true;
        }
        // On the timer's thread: it only asks for one.
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(this::resume);
    }

    private void resume() {
        synchronized (this) {
            paused = false;
        }
        wake();
    }

    private synchronized boolean isPaused() {
        return paused;
    }

    private void run() {
        do {
            try {
                deliverAll();
            } catch (Throwable e) {
                // Errors too: nothing else wakes a session whose only demand has just been served.
                pause(AFTER_FAILURE);
                tell(e);
            }
        } while (runAgain());
    }

    private void tell(Throwable failure) {
        try {
            handler.failed(failure);
        } catch (Throwable e) { // that it could not be told must not end the deliveries either
            failure.addSuppressed(e);
        }
    }

    private void deliverAll() {
        boolean delivered;
        do {
            delivered = false;
            for (Listening listening : listenings) {
                Claim claim = isPaused() ? null : listening.next();
                delivered |= claim != null && deliver(listening, claim);
            }
        } while (delivered);
        handler.idle();
    }

    private synchronized boolean runAgain() {
        running = woken;
        woken = false;
        return running;
    }

    private boolean deliver(Listening listening, Claim claim) {
        if (!gate.enter()) {
            link.putBack(claim);
            return false;
        }
        try {
            if (startCall(listening)) {
                handler.deliver(listening.listener, claim);
                return true;
            }
            link.putBack(claim);
            return false;
        } finally {
            endCall();
            gate.leave();
        }
    }

    private synchronized boolean startCall(Listening listening) {
        if (!listenings.contains(listening)) {
            return false;
        }
        called = listening;
        caller = Thread.currentThread();
        return true;
    }

    private synchronized void endCall() {
        called = null;
        caller = null;
        notifyAll();
    }

    /** Gives a delivery that came by another way to a listener, on the calling thread. */
    void deliverHere(MessageListener listener, Claim claim) {
        if (!gate.enter()) {
            link.putBack(claim);
            return;
        }
        try {
            caller = Thread.currentThread();
            handler.deliver(listener, claim);
        } finally {
            endCall();
            gate.leave();
        }
    }

    /** One consumer with its listener. Holds at most one delivery that waits for its turn. */
    final class Listening implements Demand {
        private final QueueConsumer consumer;
        private final MessageListener listener;
        private boolean asking;
        private boolean ended;
        private @Nullable Claim held;

        Listening(QueueConsumer consumer, MessageListener listener) {
            this.consumer = consumer;
            this.listener = listener;
        }

        MessageListener listener() {
            return listener;
        }

        @Override
        public void assigned(Claim claim) {
            boolean late;
            synchronized (ListenerDispatch.this) {
                asking = false;
                late = ended;
                if (!late) {
                    held = claim;
                }
            }
            if (late) {
                // Not here: this may be the store's thread, and putting back may write.
                executor.execute(() -> link.putBack(claim));
            } else {
                wake();
            }
        }

        private void end() {
            synchronized (ListenerDispatch.this) {
                ended = true;
            }
            consumer.withdraw(this);
        }

        /** The delivery at hand, or null and it will be asked for. Called by the dispatching thread only. */
        private @Nullable Claim next() {
            synchronized (ListenerDispatch.this) {
                Claim claim = held;
                if (claim != null || asking) {
                    held = null;
                    return claim;
                }
                asking = true;
            }
            Claim claim = takeOrAsk();
            boolean late;
            synchronized (ListenerDispatch.this) {
                late = ended;
                asking &= claim == null;
            }
            if (claim == null && late) {
                consumer.withdraw(this);
            }
            return claim;
        }

        private @Nullable Claim takeOrAsk() {
            try {
                return consumer.takeOrAsk(this);
            } catch (RuntimeException | Error e) {
                // Whether it was asked is not known, and to ask twice is not allowed.
                consumer.withdraw(this);
                synchronized (ListenerDispatch.this) {
                    asking = false;
                }
                throw e;
            }
        }

        private void putBackHeld() {
            Claim claim;
            synchronized (ListenerDispatch.this) {
                claim = held;
                held = null;
            }
            if (claim != null) {
                link.putBack(claim);
            }
        }
    }
}
