// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Asks the store for ready deliveries of queues whose consumers wait, all in one query; less often while there are none.
 * The truth behind every wake-up: whatever hint gets lost, this finds the delivery. In no hurry where other nodes tell
 * what they made ready.
 */
public final class ReadyPoller implements Duty {
    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_IF_TOLD = Duration.ofSeconds(5);
    private static final Duration SINGLE_NODE = Duration.ofSeconds(5);

    private final DeliveryRecords deliveries;
    private final LocalQueues queues;
    private final LeaseKeeper leases;
    private final boolean singleNode;
    private final BooleanSupplier told;
    private Duration wait = SHORTEST;

    /** How many deliveries had been fetched at the last poll. */
    private long fetched;

    /** Whether the last poll found something. */
    private boolean found;

    /**
     * The poller of one node.
     *
     * @param singleNode whether nobody else makes deliveries ready
     * @param told whether this node hears of what the others make ready, now
     */
    public ReadyPoller(
            DeliveryRecords deliveries,
            LocalQueues queues,
            LeaseKeeper leases,
            boolean singleNode,
            BooleanSupplier told) {
        this.deliveries = deliveries;
        this.queues = queues;
        this.leases = leases;
        this.singleNode = singleNode;
        this.told = told;
    }

    @Override
    public String name() {
        return "poll for ready deliveries";
    }

    @Override
    public Duration runOnce() throws StoreException {
        long[] hungry = queues.hungry();
        NodeLease lease = leases.currentOrNull();
        List<Long> ready = hungry.length == 0 || lease == null ? List.of() : deliveries.withReady(lease.id(), hungry);
        queues.wake(ready);
        if (singleNode) {
            return SINGLE_NODE;
        }
        // What is ready and yet not fetched is not for the consumers there are: no reason to hurry.
        boolean useful = !ready.isEmpty() && (!found || fetched != queues.fetched());
        fetched = queues.fetched();
        found = !ready.isEmpty();
        boolean isTold = told.getAsBoolean();
        wait = useful
                ? (isTold ? LONGEST : SHORTEST)
                : shorter(wait.multipliedBy(2), isTold ? LONGEST_IF_TOLD : LONGEST);
        return wait;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
