// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.store.BranchXid;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/**
 * One XA branch that was worked on, on this node. All state is guarded by the branch's own monitor, which is held over
 * store calls of its end so that two transaction managers' threads cannot end it twice.
 */
final class Branch {
    final BranchXid xid;
    final Work work;
    State state = State.ACTIVE;

    /** How many resources work on it now (started or joined and not ended). */
    int associations;

    /** Why it can only be rolled back: an XA_RB code, or 0 if it need not be. */
    int rollbackCode;

    /** By {@link System#nanoTime}; 0 for none. */
    long deadlineNanos;

    long id;

    @Nullable
    PreparedSends prepared;

    Branch(BranchXid xid) {
        this.xid = xid;
        work = new Work(xid);
    }

    /** The XA_RB code if it can only be rolled back, else 0. Time runs out while it is active, never once it is prepared. */
    int rollbackCode() {
        if (rollbackCode == 0 && deadlineNanos != 0 && state == State.ACTIVE && System.nanoTime() - deadlineNanos > 0) {
            rollbackCode = XAException.XA_RBTIMEOUT;
        }
        return rollbackCode;
    }

    /** Where it stands. */
    enum State {
        /** Worked on, or ended and ready for prepare, one-phase commit or rollback. */
        ACTIVE,
        /** Its prepare was not answered: whether it is in the store is asked when it is ended. */
        UNKNOWN,
        /** In the store until commit or rollback, whatever happens to this node. */
        PREPARED,
        /** Over; a call that comes later is told that it does not exist. */
        FINISHED
    }
}
