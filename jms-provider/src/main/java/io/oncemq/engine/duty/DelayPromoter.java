// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.StoreException;
import java.time.Duration;
import java.util.List;

/** Makes delayed deliveries ready when their time has come, timed to the next that is due. */
public final class DelayPromoter implements Duty {
    private static final int LIMIT = 500;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final DeliveryRecords deliveries;
    private final LocalQueues queues;
    private final DatabaseClock clock;

    public DelayPromoter(DeliveryRecords deliveries, LocalQueues queues, DatabaseClock clock) {
        this.deliveries = deliveries;
        this.queues = queues;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "promotion of delayed deliveries";
    }

    @Override
    public Duration runOnce() throws StoreException {
        long next = deliveries.nextDue();
        long now = clock.millis();
        if (next <= now) {
            List<Long> ready = deliveries.promoteDue(LIMIT);
            queues.wakeAllNodes(ready);
            next = deliveries.nextDue();
        }
        return Duration.ofMillis(Math.max(1, Math.min(next - clock.millis(), LONGEST_WAIT.toMillis())));
    }
}
