// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.space.SpaceGuard;
import java.time.Duration;

/** Watches how much is free on the volume of the store's file. */
public final class DiskProbe implements Duty {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final SpaceGuard space;

    public DiskProbe(SpaceGuard space) {
        this.space = space;
    }

    @Override
    public String name() {
        return "watch over the disk";
    }

    @Override
    public Duration runOnce() {
        space.probeDisk();
        return INTERVAL;
    }
}
