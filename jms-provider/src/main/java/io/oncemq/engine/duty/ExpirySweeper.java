// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.DeliveryRecords.Expiry;
import io.oncemq.store.StoreException;
import java.time.Duration;

/** Removes deliveries whose time is over and that nobody came for. */
public final class ExpirySweeper implements Duty {
    private static final int LIMIT = 500;
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /**
     * After a page that was not worth it: a store that reads all its deliveries to find the expired ones is at it for a small
     * part of the time, a million of them for some minutes.
     */
    private static final Duration PAUSE = Duration.ofMillis(100);

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
        Expiry page = deliveries.removeExpired(LIMIT);
        if (!page.more()) {
            return INTERVAL;
        }
        return page.expired() == LIMIT ? Duration.ZERO : PAUSE;
    }
}
