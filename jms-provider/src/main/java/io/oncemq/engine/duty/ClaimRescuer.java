// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.store.Leases;
import io.oncemq.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Makes what dead leases held ready again: those of other nodes, and those that this node gave up. The latter once it has a new
 * lease, under which what goes with the node is kept first, so that nothing of that is removed.
 */
public final class ClaimRescuer implements Duty {
    /** How soon a new lease is looked for. */
    private static final Duration SOON = Duration.ofMillis(50);

    private final Leases records;
    private final LeaseKeeper leases;
    private final ReservationKeeper keeper;
    private final LocalQueues queues;
    private final EngineListener listener;
    private final Duration interval;
    private final Queue<Long> ownLost = new ConcurrentLinkedQueue<>();

    public ClaimRescuer(
            Leases records,
            LeaseKeeper leases,
            ReservationKeeper keeper,
            LocalQueues queues,
            EngineListener listener,
            Duration leaseTerm) {
        this.records = records;
        this.leases = leases;
        this.keeper = keeper;
        this.queues = queues;
        this.listener = listener;
        this.interval = leaseTerm.dividedBy(2);
    }

    /** Remembers a lease of this node that can be rescued at once. Any thread may call. */
    public void lost(NodeLease lease) {
        ownLost.add(lease.id());
    }

    @Override
    public String name() {
        return "rescue";
    }

    @Override
    public Duration runOnce() throws StoreException {
        NodeLease present = leases.currentOrNull();
        if (present != null && !ownLost.isEmpty()) {
            List<Long> mine = List.copyOf(ownLost);
            // Else what goes with this node would be removed with them, or with the lease that was lost just now.
            if (keeper.keep() && present.equals(leases.currentOrNull())) {
                for (long lost : mine) {
                    rescue(lost);
                    ownLost.remove(lost);
                }
            }
        }
        for (Long dead : records.dead(leases.processId())) {
            if ((present == null || present.id() != dead) && !ownLost.contains(dead)) {
                rescue(dead);
            }
        }
        return ownLost.isEmpty() ? interval : SOON;
    }

    private void rescue(long lease) throws StoreException {
        queues.wakeAllNodes(records.rescue(lease));
        listener.leaseRescued(lease);
    }
}
