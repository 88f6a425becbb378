// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.StoreException;
import java.time.Duration;

/** Removes deliveries whose queue was removed while they were on their way, or faster than they could go. */
public final class OwnerlessSweeper implements Duty {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /** Between two pages, for those who wait for a body that they share. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final DeliveryRecords deliveries;

    public OwnerlessSweeper(DeliveryRecords deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public String name() {
        return "removal of what removed queues hold";
    }

    @Override
    public Duration runOnce() throws StoreException {
        return deliveries.removeOwnerless() ? PAUSE : INTERVAL;
    }
}
