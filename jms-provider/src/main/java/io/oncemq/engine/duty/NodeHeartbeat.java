// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.store.StoreException;
import java.time.Duration;

/** Keeps the node's lease alive; runs on a thread of its own so that nothing slow delays it. */
public final class NodeHeartbeat implements Duty {
    private final LeaseKeeper leases;

    public NodeHeartbeat(LeaseKeeper leases) {
        this.leases = leases;
    }

    @Override
    public String name() {
        return "heartbeat";
    }

    @Override
    public Duration runOnce() throws StoreException {
        return leases.beat();
    }
}
