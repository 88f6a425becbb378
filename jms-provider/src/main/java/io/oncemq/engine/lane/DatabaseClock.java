// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import io.oncemq.store.DeliveryId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The database's clock as this node last measured it, and the ids that are made from it. Never goes back within a node,
 * whatever the clocks do. Safe for any thread.
 */
public final class DatabaseClock {
    private final LongSupplier nanoTime;
    private final AtomicLong lastTick = new AtomicLong();
    private volatile long offsetMillis;

    /**
     * A clock that has not been set.
     *
     * @param nanoTime the JVM's monotonic clock, {@code System::nanoTime} outside tests
     */
    public DatabaseClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes over a time that the database just told. */
    public void set(long databaseMillis) {
        offsetMillis = databaseMillis - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    /** Milliseconds since 1970 by the database's clock, as well as this node knows it. */
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong()) + offsetMillis;
    }

    /** An id that is higher than all this node gave out before, and that no other living lease gives out. */
    public long nextId(int slot) {
        long now = DeliveryId.tickOf(millis());
        return DeliveryId.of(lastTick.updateAndGet(last -> Math.max(last + 1, now)), slot);
    }
}
