// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.wakeup;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.WakeUpListener;
import io.oncemq.store.WakeUps;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Listens to the other nodes on one thread, which runs {@link #run}, and wakes what they name. A connection is believed
 * only after the node has heard itself on it: a pooler between here and the database may take it apart without a word. A
 * lost connection is made anew, less and less often while that fails; until then the node polls. The other methods may be
 * called by any thread.
 */
public final class HintReceiver implements Runnable {
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration TEST = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Whether a pooler was taken away is worth a question now and then. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(60);

    private final WakeUps wakeUps;
    private final String self;
    private final HintSender sender;
    private final Random random;
    private final Woken woken;
    private final EngineListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by {@code lock}, as {@code stopped}. */
    private @Nullable WakeUpListener connection;

    private boolean stopped;
    private volatile boolean listening;

    /** Why the node polls, as it was told last; empty if it was told that it is woken, null before. Of the one thread. */
    private @Nullable String told;

    HintReceiver(WakeUps wakeUps, String self, HintSender sender, Random random, Woken woken, EngineListener listener) {
        this.wakeUps = wakeUps;
        this.self = self;
        this.sender = sender;
        this.random = random;
        this.woken = woken;
        this.listener = listener;
    }

    /** True while the node is sure to hear the others. */
    public boolean isListening() {
        return listening;
    }

    /**
     * Begins to listen, before {@link #run}.
     *
     * @throws StoreRefusedException if the node does not hear itself
     */
    public void connect() throws StoreException {
        WakeUpListener made = wakeUps.listen();
        boolean heard = false;
        try {
            if (!keep(made)) {
                throw new StoreUnavailableException("this node has been closed", null);
            }
            test(made);
            wakeUps.tell(Hint.changed(self).text());
            heard = true;
        } finally {
            if (!heard) {
                release(made);
            }
        }
        listening = true;
        tell("");
        // Whatever was said before nobody heard.
        woken.look();
        woken.changed();
    }

    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        while (!isStopped()) {
            try {
                if (!listening) {
                    connect();
                }
                pause = FIRST_PAUSE;
                listen();
            } catch (StoreRefusedException e) {
                pause = AFTER_REFUSAL;
                tell(String.valueOf(e.getMessage()));
            } catch (StoreException e) {
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
                tell(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                pause = LONGEST_PAUSE;
                listener.unexpected("listening to other nodes", e);
            }
            pause(pause);
        }
        WakeUpListener left = connection();
        if (left != null) {
            release(left);
        }
    }

    private void listen() throws StoreException {
        WakeUpListener from = connection();
        if (from == null) {
            return;
        }
        try {
            while (!isStopped()) {
                for (String text : from.await(SILENCE)) {
                    heard(Hint.parse(text));
                }
            }
        } finally {
            listening = false;
            release(from);
            // From now on by polling: not as late as was planned.
            woken.look();
            woken.changed();
        }
    }

    private void heard(@Nullable Hint hint) {
        if (hint == null || hint.sender().equals(self)) {
            return;
        }
        sender.heardOthers();
        switch (hint.kind()) {
            case READY -> woken.wake(hint.content());
            case SENT -> woken.sent(hint.content());
            case ANY_READY -> woken.look();
            case CHANGED -> woken.changed();
            case TEST -> {
                // Another node's own business.
            }
        }
    }

    /** Tells itself something, and waits until it is heard. */
    private void test(WakeUpListener on) throws StoreException {
        Hint test = Hint.test(self, 1 + random.nextInt(Integer.MAX_VALUE - 1));
        wakeUps.tell(test.text());
        long end = System.nanoTime() + TEST.toNanos();
        long left;
        while ((left = end - System.nanoTime()) > 0) {
            if (on.await(Duration.ofNanos(left)).contains(test.text())) {
                return;
            }
        }
        throw new StoreRefusedException(
                "what this node tells itself does not come back within " + TEST.toSeconds()
                        + " s: a connection pooler that gives a connection to one transaction at a time, such as PgBouncer"
                        + " in transaction mode, does not keep LISTEN",
                null);
    }

    /** Ends {@link #run} soon. */
    public void stop() {
        WakeUpListener open;
        lock.lock();
        try {
            stopped = true;
            open = connection;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.abort();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable WakeUpListener connection() {
        lock.lock();
        try {
            return connection;
        } finally {
            lock.unlock();
        }
    }

    private boolean keep(WakeUpListener made) {
        lock.lock();
        try {
            connection = made;
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    private void release(WakeUpListener over) {
        lock.lock();
        try {
            connection = null;
        } finally {
            lock.unlock();
        }
        over.close();
    }

    private void pause(Duration about) {
        // Nodes that lost the same database must not come back to it all at once.
        long nanos = about.toNanos() / 2 + (long) (random.nextDouble() * about.toNanos());
        long end = System.nanoTime() + nanos;
        lock.lock();
        try {
            long left;
            while (!stopped && (left = end - System.nanoTime()) > 0) {
                changed.await(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    /** Once for each change. */
    private void tell(String why) {
        boolean news = told == null || told.isEmpty() != why.isEmpty();
        if (news && !isStopped()) {
            told = why;
            if (why.isEmpty()) {
                listener.wokenByOthers();
            } else {
                listener.polling(why);
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
