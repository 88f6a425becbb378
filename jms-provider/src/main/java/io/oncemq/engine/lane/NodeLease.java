// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import io.oncemq.store.Lease;

/** One lease of this node and whether it is known to be lost. Safe for any thread. */
public final class NodeLease {
    private final Lease lease;
    private volatile boolean lost;

    public NodeLease(Lease lease) {
        this.lease = lease;
    }

    public long id() {
        return lease.id();
    }

    public int slot() {
        return lease.slot();
    }

    /** True once it is known that nothing can be committed under this lease any more. */
    public boolean isLost() {
        return lost;
    }

    /** Returns true for the first caller only. */
    synchronized boolean lose() {
        boolean first = !lost;
        lost = true;
        return first;
    }
}
