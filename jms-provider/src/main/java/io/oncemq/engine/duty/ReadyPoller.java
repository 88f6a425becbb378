// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.StoreException;
import java.time.Duration;
import java.util.List;

/**
 * Asks the store for ready deliveries of queues whose consumers wait, all in one query; less often while there are none.
 * The truth behind every wake-up: whatever other hint gets lost, this finds the delivery.
 */
public final class ReadyPoller implements Duty {
    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration SINGLE_NODE = Duration.ofSeconds(5);

    private final DeliveryRecords deliveries;
    private final LocalQueues queues;
    private final boolean singleNode;
    private Duration wait = SHORTEST;

    public ReadyPoller(DeliveryRecords deliveries, LocalQueues queues, boolean singleNode) {
        this.deliveries = deliveries;
        this.queues = queues;
        this.singleNode = singleNode;
    }

    @Override
    public String name() {
        return "poll for ready deliveries";
    }

    @Override
    public Duration runOnce() throws StoreException {
        long[] hungry = queues.hungry();
        List<Long> ready = hungry.length == 0 ? List.of() : deliveries.withReady(hungry);
        queues.wake(ready);
        if (singleNode) {
            return SINGLE_NODE;
        }
        wait = ready.isEmpty() ? shorter(wait.multipliedBy(2), LONGEST) : SHORTEST;
        return wait;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
