// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.store.BranchXid;
import org.jspecify.annotations.Nullable;

/**
 * One XA branch that was worked on, on this node. All state is guarded by the branch's own monitor, which is held over
 * store calls of its end so that two transaction managers' threads cannot end it twice.
 */
final class Branch {
    final BranchXid xid;
    final Work work = new Work();
    State state = State.ACTIVE;

    /** How many resources work on it now (started or joined and not ended). */
    int associations;

    /** True if it can only be rolled back. */
    boolean rollbackOnly;

    /** By {@link System#nanoTime}; 0 for none. */
    long deadlineNanos;

    long id;

    @Nullable
    PreparedSends prepared;

    Branch(BranchXid xid) {
        this.xid = xid;
    }

    boolean timedOut() {
        return deadlineNanos != 0 && state == State.ACTIVE && System.nanoTime() - deadlineNanos > 0;
    }

    /** Where it stands. */
    enum State {
        /** Worked on, or ended and ready for prepare, one-phase commit or rollback. */
        ACTIVE,
        /** In the store until commit or rollback, whatever happens to this node. */
        PREPARED,
        /** Over; a call that comes later is told that it does not exist. */
        FINISHED
    }
}
