// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.Batch.BranchChange;
import io.oncemq.store.Batch.Commit;
import io.oncemq.store.Batch.Prepare;
import io.oncemq.store.Batch.Rollback;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreConflictException;
import java.sql.SQLException;
import java.util.List;

/** The steps of an XA branch. A branch ends with its row; whoever deletes the row decides. */
final class BranchSteps {
    private final BranchTable branches;
    private final DeliveryTable deliveries;
    private final Removal removal;
    private final UnseenSends unseen;

    BranchSteps(BranchTable branches, DeliveryTable deliveries, Removal removal, UnseenSends unseen) {
        this.branches = branches;
        this.deliveries = deliveries;
        this.removal = removal;
        this.unseen = unseen;
    }

    void apply(Link link, long leaseId, BranchChange change) throws SQLException, StoreConflictException {
        if (change instanceof Prepare prepare) {
            prepare(link, leaseId, prepare);
        } else if (change instanceof Commit commit) {
            end(link, commit.branchId());
            removal.removeHeld(link, Holder.doubtfulAcknowledgement(commit.branchId()));
            unseen.show(link, commit.branchId(), leaseId, commit.claimedSends());
        } else if (change instanceof Rollback rollback) {
            end(link, rollback.branchId());
            removal.removeHeld(link, Holder.unseenSend(rollback.branchId()));
            deliveries.makeReady(link, Holder.doubtfulAcknowledgement(rollback.branchId()), 1, 0);
        } else {
            throw new AssertionError(change);
        }
    }

    private void prepare(Link link, long leaseId, Prepare prepare) throws SQLException, StoreConflictException {
        branches.insert(link, prepare.branchId(), prepare.xid(), prepare.nodeName());
        List<Long> ids =
                prepare.acknowledgements().stream().map(HeldDelivery::id).toList();
        if (ids.isEmpty()) {
            return;
        }
        int doubtful = deliveries.handOver(link, leaseId, Holder.doubtfulAcknowledgement(prepare.branchId()), ids);
        if (doubtful != ids.size()) {
            throw new StoreConflictException(
                    "of " + ids.size() + " deliveries that branch " + prepare.xid() + " received, lease " + leaseId
                            + " holds only " + doubtful,
                    null);
        }
    }

    private void end(Link link, long branchId) throws SQLException, StoreConflictException {
        if (branches.delete(link, branchId) != 1) {
            throw new StoreConflictException("branch " + branchId + " is not prepared: it has ended before", null);
        }
    }
}
