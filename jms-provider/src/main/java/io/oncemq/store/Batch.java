// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import io.oncemq.message.Envelope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one JMS commit wants written: all or nothing. Filled by one thread, then handed over and no longer changed. May be
 * applied to any connection.
 */
public final class Batch {
    /** A delivery's row takes no larger head, and no larger body. */
    public static final int ROW_BYTES = 1024 * 1024;

    /** A larger body is stored beside its delivery, in parts if need be. */
    public static final int INLINE_BYTES = 32 * 1024;

    private final List<Body> bodies = new ArrayList<>(0);
    private final List<NewDelivery> sends = new ArrayList<>(1);
    private final List<HeldDelivery> acknowledgements = new ArrayList<>(1);
    private final List<Release> releases = new ArrayList<>(0);
    private final List<Burial> burials = new ArrayList<>(0);
    private @Nullable BranchChange branch;

    /** Bodies that are stored beside their deliveries. */
    public List<Body> bodies() {
        return bodies;
    }

    public List<NewDelivery> sends() {
        return sends;
    }

    /** Deliveries held by the lease that are to go. */
    public List<HeldDelivery> acknowledgements() {
        return acknowledgements;
    }

    public List<Release> releases() {
        return releases;
    }

    public List<Burial> burials() {
        return burials;
    }

    /** What happens to an XA branch along with the rest. */
    public @Nullable BranchChange branch() {
        return branch;
    }

    public void branch(BranchChange change) {
        branch = change;
    }

    /** Whether it may write, move or remove more deliveries than that; what only the store knows of a branch may be any number. */
    public boolean mayExceed(int rows) {
        int own = sends.size() + acknowledgements.size() + releases.size() + burials.size();
        BranchChange change = branch;
        if (change instanceof Prepare prepare) {
            return own + prepare.acknowledgements().size() > rows;
        }
        if (change instanceof Commit commit && commit.content() != null) {
            Content content = commit.content();
            return own + content.acknowledgements().size() + content.sends().size() > rows;
        }
        return change != null || own > rows;
    }

    public boolean isEmpty() {
        return bodies.isEmpty()
                && sends.isEmpty()
                && acknowledgements.isEmpty()
                && releases.isEmpty()
                && burials.isEmpty()
                && branch == null;
    }

    /**
     * A head and body that are stored beside their deliveries: for one delivery under its own id, or once for several
     * under an id that none of them has.
     *
     * @param references how many deliveries point to it: 1 for a delivery's own, more for a shared one
     */
    public record Body(long id, Envelope envelope, int references) {}

    /**
     * A delivery to be written.
     *
     * @param id its own id, higher than that of any delivery its producer sent to the queue before
     * @param holder {@link Holder#READY}, {@link Holder#DELAYED}, the lease (claimed from birth) or a branch's
     * @param bodyId 0 to store head and body in the delivery's own row, else the id of a {@link Body}
     */
    public record NewDelivery(long id, long queueId, long holder, Envelope envelope, long bodyId) {}

    /**
     * A delivery that ends its claim, still held by the lease when the batch is written, or the batch fails.
     *
     * @param holder {@link Holder#READY}, {@link Holder#DELAYED} or the lease, which then keeps it
     * @param deliveries the new count of rejections
     * @param deliverAt when it may be delivered, if delayed; milliseconds by the database clock
     */
    public record Release(long id, long queueId, long holder, int deliveries, long deliverAt) {}

    /**
     * A delivery that moves from the lease to a dead-letter queue, body untouched, counts reset.
     *
     * @param letter the envelope with the origin and reason in its properties, stored as the delivery's own head
     */
    public record Burial(long id, long toQueueId, Envelope letter) {}

    /** A step of an XA branch. */
    public sealed interface BranchChange permits Prepare, Commit, Rollback {}

    /**
     * Writes the branch's row and puts the acknowledgements in doubt; the batch's sends carry the branch as their holder.
     */
    public record Prepare(long branchId, BranchXid xid, List<HeldDelivery> acknowledgements, String nodeName)
            implements BranchChange {}

    /**
     * Ends a prepared branch: acknowledgements go, sends become ready (or delayed), save those that the lease claims.
     *
     * @param claimedSends ids of sends that the lease takes at once
     * @param content what the branch holds, none of it for later; null if that is known from the store alone
     */
    public record Commit(long branchId, List<Long> claimedSends, @Nullable Content content) implements BranchChange {}

    /**
     * What a branch holds.
     *
     * @param acknowledgements in doubt until it ends
     * @param sends ids of what is unseen until it ends
     */
    public record Content(List<HeldDelivery> acknowledgements, List<Long> sends) {}

    /** Ends a prepared branch: sends go, acknowledgements become ready with one delivery more. */
    public record Rollback(long branchId) implements BranchChange {}
}
