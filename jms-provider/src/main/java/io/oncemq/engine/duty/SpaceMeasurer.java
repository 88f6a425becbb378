// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.space.SpaceGuard;
import io.oncemq.store.StoreException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Measures how full queues and store are, every two seconds, or less often where that takes long: it is at it for a
 * twentieth of the time at most. Runs on a thread of its own, since it may take long.
 */
public final class SpaceMeasurer implements Duty {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final int SHARE = 20;

    private final SpaceGuard space;
    private final LongSupplier nanoTime;
    private long notBeforeNanos;

    public SpaceMeasurer(SpaceGuard space, LongSupplier nanoTime) {
        this.space = space;
        this.nanoTime = nanoTime;
        notBeforeNanos = nanoTime.getAsLong();
    }

    @Override
    public String name() {
        return "measurement of space";
    }

    @Override
    public Duration runOnce() throws StoreException {
        long start = nanoTime.getAsLong();
        if (start - notBeforeNanos >= 0) {
            try {
                space.measure();
            } finally {
                // After a failure too, which may have come late.
                long end = nanoTime.getAsLong();
                notBeforeNanos = end + Math.max(INTERVAL.toNanos(), (end - start) * SHARE);
            }
        }
        return Duration.ofNanos(notBeforeNanos - nanoTime.getAsLong());
    }
}
