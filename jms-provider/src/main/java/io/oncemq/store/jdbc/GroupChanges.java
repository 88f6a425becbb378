// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.Commit;
import io.oncemq.store.Batch.Content;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Batch.Prepare;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that a group of batches writes, all of them known by their keys beforehand. */
final class GroupChanges {
    private final List<Body> bodies;
    private final List<NewDelivery> sends;
    private final List<Place> gone = new ArrayList<>(1);
    private final List<Long> unneeded = new ArrayList<>(0);
    private final List<Move> moves = new ArrayList<>(0);
    private final List<Prepare> prepared = new ArrayList<>(0);
    private final List<Long> ended = new ArrayList<>(0);

    private GroupChanges(long leaseId, List<Batch> group) {
        bodies = BatchWriter.merged(group, Batch::bodies);
        sends = BatchWriter.merged(group, Batch::sends);
        for (Batch batch : group) {
            batch.acknowledgements().forEach(delivery -> goes(leaseId, delivery));
            if (batch.branch() instanceof Prepare prepare) {
                prepare(leaseId, prepare);
            } else if (batch.branch() instanceof Commit commit && commit.content() != null) {
                commit(leaseId, commit, commit.content());
            }
        }
    }

    /** Of a group that {@link #areKnown}. */
    static GroupChanges of(long leaseId, List<Batch> group) {
        return new GroupChanges(leaseId, group);
    }

    /** Whether all that the group writes is known by its keys: no counting down, nothing to be looked for. */
    static boolean areKnown(List<Batch> group) {
        return group.stream().allMatch(GroupChanges::isKnown);
    }

    private static boolean isKnown(Batch batch) {
        return batch.releases().isEmpty()
                && batch.burials().isEmpty()
                && batch.sends().stream().allMatch(send -> send.holder() != Holder.DELAYED)
                && batch.bodies().stream()
                        .allMatch(body -> body.references() == 1 && !ChunkTable.isChunked(body.envelope()))
                && batch.acknowledgements().stream().allMatch(GroupChanges::hasOwnBody)
                && isKnown(batch.branch());
    }

    private static boolean isKnown(Batch.@Nullable BranchChange change) {
        if (change instanceof Commit commit) {
            Content content = commit.content();
            return content != null && content.acknowledgements().stream().allMatch(GroupChanges::hasOwnBody);
        }
        return change == null || change instanceof Prepare;
    }

    private static boolean hasOwnBody(HeldDelivery delivery) {
        return delivery.bodyId() == 0 || delivery.bodyId() == delivery.id();
    }

    private void prepare(long leaseId, Prepare prepare) {
        prepared.add(prepare);
        long doubtful = Holder.doubtfulAcknowledgement(prepare.branchId());
        prepare.acknowledgements().forEach(delivery -> moves.add(new Move(leaseId, doubtful, delivery.id())));
    }

    private void commit(long leaseId, Commit commit, Content content) {
        ended.add(commit.branchId());
        long doubtful = Holder.doubtfulAcknowledgement(commit.branchId());
        content.acknowledgements().forEach(delivery -> goes(doubtful, delivery));
        long unseen = Holder.unseenSend(commit.branchId());
        Set<Long> claimed = new HashSet<>(commit.claimedSends());
        content.sends().forEach(id -> moves.add(new Move(unseen, claimed.contains(id) ? leaseId : Holder.READY, id)));
    }

    private void goes(long holder, HeldDelivery delivery) {
        gone.add(new Place(holder, delivery.id()));
        if (delivery.bodyId() != 0) {
            unneeded.add(delivery.bodyId());
        }
    }

    List<Body> bodies() {
        return bodies;
    }

    List<NewDelivery> sends() {
        return sends;
    }

    /** Deliveries that go, each with the holder that it has until then. */
    List<Place> gone() {
        return gone;
    }

    /** Bodies that nobody needs any more. */
    List<Long> unneeded() {
        return unneeded;
    }

    /** Deliveries that get another holder. */
    List<Move> moves() {
        return moves;
    }

    /** Branches that begin to be in doubt. */
    List<Prepare> prepared() {
        return prepared;
    }

    /** Branches that end. */
    List<Long> ended() {
        return ended;
    }

    /** Where a delivery is: the key of its row. */
    record Place(long holder, long id) {}

    /** A delivery and its holders, before and after. */
    record Move(long from, long to, long id) {}
}
