// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.wakeup;

import io.oncemq.engine.delivery.ReadySignal;
import io.oncemq.engine.duty.ChangeWatch;
import io.oncemq.engine.duty.Duty;
import io.oncemq.store.StoreException;
import io.oncemq.store.WakeUps;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Collects which queues have become ready on this node and tells the others, at most once in {@link #PAUSE}: a busy sender
 * costs the database a few hundred short transactions a second, and no sender waits for one. A duty of a thread of its own;
 * {@link #ready} and {@link #anyReady} may be called by any thread.
 */
public final class HintSender implements Duty, ReadySignal, ChangeWatch.Neighbours {
    private static final Logger LOG = System.getLogger("io.oncemq");
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration IDLE = Duration.ofHours(1);

    private final WakeUps wakeUps;
    private final String self;
    private final ReentrantLock lock = new ReentrantLock();

    /** What to tell; guarded by {@code lock}, as the three below. */
    private final Set<Long> ready = new LinkedHashSet<>();

    private final Set<Long> sent = new LinkedHashSet<>();

    private boolean any;
    private boolean changed;

    /** A round is due, or will be without being asked for. */
    private boolean scheduled;

    private final AtomicLong heard = new AtomicLong();
    private volatile boolean alone;

    /** Set once before there is anything to tell. */
    private Runnable nudge = () -> {};

    HintSender(WakeUps wakeUps, String self) {
        this.wakeUps = wakeUps;
        this.self = self;
    }

    /** How to make this duty due; to be called once, before the node works. */
    public void onPending(Runnable value) {
        nudge = value;
    }

    @Override
    public void ready(long queueId) {
        add(ready, queueId);
    }

    @Override
    public void sent(long queueId) {
        add(sent, queueId);
    }

    private void add(Set<Long> to, long queueId) {
        if (alone) {
            return;
        }
        lock.lock();
        try {
            if (to.size() < Hint.MAX_QUEUES) {
                to.add(queueId);
            } else {
                any = true;
            }
        } finally {
            lock.unlock();
        }
        schedule();
    }

    @Override
    public void anyReady() {
        lock.lock();
        try {
            any = true;
        } finally {
            lock.unlock();
        }
        schedule();
    }

    /** Subscriptions or users are not what they were. */
    public void changed() {
        lock.lock();
        try {
            changed = true;
        } finally {
            lock.unlock();
        }
        schedule();
    }

    /** Another node lives. What was not told since it came is told now. */
    void heardOthers() {
        heard.incrementAndGet();
        if (alone) {
            alone = false;
            anyReady();
            changed();
        }
    }

    @Override
    public long heard() {
        return heard.get();
    }

    /** Nobody is told anything while nobody is there. */
    @Override
    public void live(boolean others, long heardBefore) {
        alone = !others && heard.get() == heardBefore;
    }

    private void schedule() {
        if (alone) {
            return;
        }
        boolean first;
        lock.lock();
        try {
            first = !scheduled;
            scheduled = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            nudge.run();
        }
    }

    /** This node has given back all that it held. */
    public void sayGoodbye() {
        if (alone) {
            return;
        }
        try {
            wakeUps.tell(Hint.anyReady(self).text());
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "nobody was told that this node ends: the others find what it left by polling", e);
        }
    }

    @Override
    public String name() {
        return "waking of other nodes";
    }

    @Override
    public Duration runOnce() throws StoreException {
        List<Hint> hints = takePending();
        if (hints.isEmpty()) {
            return IDLE;
        }
        boolean told = false;
        try {
            for (Hint hint : hints) {
                wakeUps.tell(hint.text());
            }
            told = true;
        } finally {
            if (!told) {
                // What exactly does not matter any more once the store answers again.
                anyReady();
                changed();
            }
        }
        return PAUSE;
    }

    private List<Hint> takePending() {
        List<Hint> hints = new ArrayList<>(3);
        lock.lock();
        try {
            if (changed) {
                hints.add(Hint.changed(self));
            }
            sent.removeAll(ready);
            if (any) {
                hints.add(Hint.anyReady(self));
            } else {
                if (!ready.isEmpty()) {
                    hints.add(Hint.ready(self, ready));
                }
                if (!sent.isEmpty()) {
                    hints.add(Hint.sent(self, sent));
                }
            }
            scheduled = !hints.isEmpty();
            any = false;
            changed = false;
            ready.clear();
            sent.clear();
        } finally {
            lock.unlock();
        }
        return hints;
    }
}
