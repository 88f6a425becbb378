// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.space;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.store.StoreFullException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One number that has a limit, as far as this node knows it: what was measured last, and what this node added and removed
 * since. Once it was at its limit nothing is taken until it is 5 % below. Safe for any thread, without a lock.
 */
final class Gauge {
    private static final double RESUME_AT = 0.95;

    private final String what;
    private final String unit;
    private final String setting;
    private final long limit;
    private final EngineListener listener;
    private final AtomicLong held = new AtomicLong();
    private final AtomicBoolean full = new AtomicBoolean();

    /**
     * A gauge that stands at 0.
     *
     * @param what whose number it is, such as "queue orders"
     * @param unit what is counted
     * @param setting the limit's name
     */
    Gauge(String what, String unit, String setting, long limit, EngineListener listener) {
        this.what = what;
        this.unit = unit;
        this.setting = setting;
        this.limit = limit;
        this.listener = listener;
    }

    long held() {
        return held.get();
    }

    /** Adds what is about to be written, or nothing where it is too much. */
    void take(long amount) throws StoreFullException {
        long before = held.getAndAdd(amount);
        if (!fits(before, amount)) {
            held.addAndGet(-amount);
            throw refused(before, amount);
        }
    }

    /** As {@link #take}, without adding anything. */
    void require(long amount) throws StoreFullException {
        long now = held.get();
        if (!fits(now, amount)) {
            throw refused(now, amount);
        }
    }

    private boolean fits(long now, long amount) {
        return now + amount <= limit && !isStillFull(now);
    }

    /** What was taken is gone, or was not written. */
    void release(long amount) {
        isStillFull(held.addAndGet(-amount));
    }

    /**
     * Takes over what the store says.
     *
     * @param heldBefore what {@link #held} was when the store was asked: what changed since counts on top
     */
    void measured(long amount, long heldBefore) {
        long now = held.addAndGet(amount - heldBefore);
        if (now >= limit) {
            becomeFull(now);
        } else {
            isStillFull(now);
        }
    }

    private boolean isBelowResume(long now) {
        return now < limit * RESUME_AT;
    }

    private boolean isStillFull(long now) {
        if (full.get() && isBelowResume(now) && full.compareAndSet(true, false)) {
            listener.spaceAvailable(what, setting);
        }
        return full.get();
    }

    private void becomeFull(long now) {
        if (full.compareAndSet(false, true)) {
            listener.spaceExhausted(what, holds(now));
        }
    }

    private StoreFullException refused(long now, long amount) {
        if (!isBelowResume(now)) {
            becomeFull(now);
        }
        return new StoreFullException(
                holds(now) + "; there is no room for " + amount + " more until messages have been consumed");
    }

    private String holds(long now) {
        return what + " holds " + now + " " + unit + ", the setting " + setting + " allows " + limit;
    }
}
