// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.store.Leases;
import io.oncemq.store.StoreException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes what dead leases held ready again: those of other nodes, and those that this node gave up. */
public final class ClaimRescuer implements Duty {
    private final Leases records;
    private final LeaseKeeper leases;
    private final LocalQueues queues;
    private final EngineListener listener;
    private final Duration interval;
    private final Queue<Long> ownLost = new ConcurrentLinkedQueue<>();

    public ClaimRescuer(
            Leases records, LeaseKeeper leases, LocalQueues queues, EngineListener listener, Duration leaseTerm) {
        this.records = records;
        this.leases = leases;
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
        Long own;
        while ((own = ownLost.peek()) != null) {
            rescue(own);
            ownLost.remove(own);
        }
        NodeLease present = leases.currentOrNull();
        for (Long dead : records.dead(leases.processId())) {
            if (present == null || present.id() != dead) {
                rescue(dead);
            }
        }
        return interval;
    }

    private void rescue(long lease) throws StoreException {
        queues.wakeAllNodes(records.rescue(lease));
        listener.leaseRescued(lease);
    }
}
