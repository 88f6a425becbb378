// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.StoreException;
import java.time.Duration;

/** Removes deliveries whose time is over and that nobody came for. */
public final class ExpirySweeper implements Duty {
    private static final int LIMIT = 500;
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** Between two pages: a store that reads all its deliveries to find the expired ones is not read all the time. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final DeliveryRecords deliveries;

    public ExpirySweeper(DeliveryRecords deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public String name() {
        return "removal of expired deliveries";
    }

    @Override
    public Duration runOnce() throws StoreException {
        return deliveries.removeExpired(LIMIT) ? PAUSE : INTERVAL;
    }
}
