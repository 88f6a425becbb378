// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.Lane;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ways a claim ends without being acknowledged: rejected and put back, given back unread, expired, buried. Each is a
 * batch of its own, never part of the transaction that failed. Safe for any thread; called outside of locks.
 */
public final class Releases {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private final Lane lane;
    private final LeaseKeeper leases;
    private final DeadLetterQueues deadLetterQueues;
    private final DatabaseClock clock;
    private final EngineSettings settings;
    private final EngineListener listener;
    private final Runnable delayedReleased;

    /** Finds, or makes, the dead-letter queue by its name. */
    @FunctionalInterface
    public interface DeadLetterQueues {
        LocalQueue queue(DestinationName name) throws StoreException;
    }

    /**
     * The releases of one node.
     *
     * @param delayedReleased run after deliveries were put back that become ready later
     */
    public Releases(
            Lane lane,
            LeaseKeeper leases,
            DeadLetterQueues deadLetterQueues,
            DatabaseClock clock,
            EngineSettings settings,
            EngineListener listener,
            Runnable delayedReleased) {
        this.lane = lane;
        this.leases = leases;
        this.deadLetterQueues = deadLetterQueues;
        this.clock = clock;
        this.settings = settings;
        this.listener = listener;
        this.delayedReleased = delayedReleased;
    }

    /** True if it may not be delivered once more. */
    boolean isOver(Claim claim) {
        return settings.maxDeliveries() > 0
                && !claim.queue().identity().deadLetters()
                && (claim.crashes() >= EngineSettings.MAX_CRASHES || claim.deliveries() >= settings.maxDeliveries());
    }

    /**
     * The application saw these and did not accept them: each goes back to its old place with its count raised, or to
     * the dead-letter queue if that was the last time.
     *
     * @param cause what the application threw, if it did
     */
    public void reject(List<Claim> claims, @Nullable Throwable cause) {
        List<Claim> back = new ArrayList<>(claims.size());
        List<Claim> over = new ArrayList<>(0);
        for (Claim claim : claims) {
            if (claim.lease().isLost()) {
                // Whoever rescues it counts it as gone down with this lease.
                claim.queue().ended(claim);
            } else {
                claim.rejected();
                (isOver(claim) ? over : back).add(claim);
            }
        }
        if (!over.isEmpty()) {
            bury(over, cause);
        }
        if (!back.isEmpty()) {
            putBackCounted(back);
        }
    }

    /** Nobody saw these: they return to the store as they were. */
    void giveBack(List<Claim> claims) {
        if (claims.isEmpty()) {
            return;
        }
        Batch batch = new Batch();
        NodeLease lease = null;
        for (Claim claim : claims) {
            if (claim.lease().isLost()) {
                continue;
            }
            if (claim.isStored()) {
                batch.releases().add(release(claim, Holder.READY, 0));
            } else if (!claim.queue().identity().endsHere() || claim.queue().consumerCount() > 0) {
                send(batch, claim.id(), claim.queue(), claim.envelope());
            } else {
                continue;
            }
            lease = claim.lease();
        }
        if (lease != null) {
            write(lease, batch, "giving back");
        }
    }

    /** A delivery that was in memory only gets a row, with its body beside it if that is large. */
    private static void send(Batch batch, long id, LocalQueue queue, Envelope envelope) {
        long bodyId = 0;
        if (envelope.bodySizeBytes() > Batch.INLINE_BYTES) {
            batch.bodies().add(new Batch.Body(id, envelope, 1));
            bodyId = id;
        }
        batch.sends().add(new Batch.NewDelivery(id, queue.id(), Holder.READY, envelope, bodyId));
    }

    /** Their time is over: they go. */
    void expire(List<Claim> claims) {
        Batch batch = new Batch();
        NodeLease lease = null;
        for (Claim claim : claims) {
            if (claim.isStored() && !claim.lease().isLost()) {
                batch.acknowledgements().add(claim.row());
                lease = claim.lease();
            }
            listener.expired(claim.queue().toString(), claim.id());
        }
        if (lease != null) {
            write(lease, batch, "removing expired");
        }
        claims.forEach(claim -> claim.queue().ended(claim));
    }

    /** Moves deliveries to their dead-letter queue, bodies untouched, origin and reason attached. */
    void bury(List<Claim> claims, @Nullable Throwable cause) {
        for (Claim claim : claims) {
            try {
                buryOne(claim, cause);
            } catch (StoreConflictException e) {
                LOG.log(Level.DEBUG, "burying was not needed: the row is gone", e);
                forget(List.of(claim));
            } catch (StoreException e) {
                listener.storeUnavailable("burying " + claim, e);
                if (!claim.lease().isLost()) {
                    // Delivered once more: better than lost, and it will be buried then.
                    claim.queue().putBack(List.of(claim));
                }
            }
        }
    }

    private void buryOne(Claim claim, @Nullable Throwable cause) throws StoreException {
        DestinationName origin = claim.queue().identity().origin();
        LocalQueue target = deadLetterQueues.queue(DestinationName.queue(deadLetterName(origin)));
        String reason = claim.crashes() >= EngineSettings.MAX_CRASHES
                ? "went down with its node " + claim.crashes() + " times"
                : "rejected " + claim.deliveries() + " times (setting maxDeliveries)";
        Envelope letter = letter(claim, reason, cause);
        Batch batch = new Batch();
        if (claim.isStored()) {
            batch.burials().add(new Batch.Burial(claim.id(), target.id(), letter));
        } else {
            send(batch, claim.id(), target, letter);
        }
        lane.commit(claim.lease(), batch);
        claim.queue().ended(claim);
        listener.buried(claim.queue().toString(), target.toString(), claim.id(), reason);
        target.wakeAllNodes();
    }

    /** One for all temporary destinations: nobody would look into one for each, and it would outlive them. */
    private String deadLetterName(DestinationName origin) {
        String name = settings.deadLetterPrefix() + (origin.kind().isTemporary() ? "temporary" : origin.name());
        return name.length() <= DestinationName.MAX_LENGTH ? name : name.substring(0, DestinationName.MAX_LENGTH);
    }

    private static Envelope letter(Claim claim, String reason, @Nullable Throwable cause) {
        Map<String, Object> properties = new LinkedHashMap<>(claim.envelope().properties());
        QueueIdentity origin = claim.queue().identity();
        properties.put(DeadLetter.ORIGIN, origin.origin().name());
        properties.put(DeadLetter.ORIGIN_KIND, origin.origin().kind().description());
        if (!origin.subscription().isEmpty()) {
            properties.put(DeadLetter.SUBSCRIPTION, origin.subscription());
        }
        properties.put(DeadLetter.ATTEMPTS, claim.deliveries() + claim.crashes());
        properties.put(DeadLetter.REASON, reason);
        if (cause != null) {
            properties.put(DeadLetter.LAST_ERROR, DeadLetter.describe(cause));
        }
        return claim.envelope().toBuilder()
                .properties(properties)
                .expiresAt(0)
                .deliverAt(0)
                .build();
    }

    private void putBackCounted(List<Claim> claims) {
        if (settings.redeliveryDelay().isZero()) {
            Set<Long> gone =
                    write(batches(claims, claim -> release(claim, claim.lease().id(), 0)), "putting back");
            putBack(claims.stream().filter(claim -> !gone.contains(claim.id())).toList());
            forget(claims.stream().filter(claim -> gone.contains(claim.id())).toList());
            return;
        }
        List<Claim> stored = claims.stream().filter(Claim::isStored).toList();
        long due = clock.millis() + settings.redeliveryDelay().toMillis();
        Set<Long> gone = new HashSet<>(0);
        Runnable change = () -> gone.addAll(
                write(batches(stored, claim -> release(claim, Holder.DELAYED, due)), "putting back delayed"));
        // A group waits for its oldest: nothing of it may be handed out meanwhile.
        for (LocalQueue queue : queuesOfGroups(stored)) {
            Runnable inner = change;
            change = () -> queue.returnAllAround(inner);
        }
        change.run();
        if (!stored.isEmpty()) {
            delayedReleased.run();
        }
        stored.forEach(claim -> claim.queue().ended(claim));
        forget(stored.stream().filter(claim -> gone.contains(claim.id())).toList());
        putBack(claims.stream().filter(claim -> !claim.isStored()).toList());
    }

    private static Set<LocalQueue> queuesOfGroups(List<Claim> claims) {
        Set<LocalQueue> queues = new LinkedHashSet<>(0);
        for (Claim claim : claims) {
            if (claim.group() != null) {
                queues.add(claim.queue());
            }
        }
        return queues;
    }

    private static Map<NodeLease, Batch> batches(List<Claim> claims, Function<Claim, Batch.Release> release) {
        Map<NodeLease, Batch> batches = new LinkedHashMap<>();
        for (Claim claim : claims) {
            if (claim.isStored()) {
                batches.computeIfAbsent(claim.lease(), lease -> new Batch())
                        .releases()
                        .add(release.apply(claim));
            }
        }
        return batches;
    }

    /** Answers the ids of what could not be released because its row is not held. */
    private Set<Long> write(Map<NodeLease, Batch> batches, String what) {
        Set<Long> gone = new HashSet<>(0);
        batches.forEach((lease, batch) -> gone.addAll(write(lease, batch, what)));
        return gone;
    }

    /**
     * These rows are not held under the lease, though it lives: they went with their queue, or the database lost the commit of
     * their claim (claims are not synced; a standby took over, or the server crashed) and they are ready again. What else
     * is held of the queue may be in the same state, and is looked for in the store again.
     */
    private static void forget(List<Claim> gone) {
        Set<LocalQueue> queues = new LinkedHashSet<>(0);
        for (Claim claim : gone) {
            claim.queue().ended(claim);
            queues.add(claim.queue());
        }
        queues.forEach(LocalQueue::olderReturned);
    }

    private static void putBack(List<Claim> claims) {
        Map<LocalQueue, List<Claim>> byQueue = new LinkedHashMap<>();
        for (Claim claim : claims) {
            byQueue.computeIfAbsent(claim.queue(), queue -> new ArrayList<>()).add(claim);
        }
        byQueue.forEach(LocalQueue::putBack);
    }

    private Batch.Release release(Claim claim, long holder, long deliverAt) {
        return new Batch.Release(claim.id(), claim.queue().id(), holder, claim.deliveries(), deliverAt);
    }

    /** A release that cannot be written must not leave rows held by a lease that lives on without knowing them. */
    private Set<Long> write(NodeLease lease, Batch batch, String what) {
        if (batch.isEmpty() || lease.isLost()) {
            return Set.of();
        }
        try {
            lane.commit(lease, batch);
        } catch (StoreConflictException | StoreRefusedException e) {
            return writeApart(lease, batch, what);
        } catch (StoreException e) {
            giveUp(lease, what, e);
        }
        return Set.of();
    }

    /**
     * A row may be gone with its queue (a subscription that ended, a temporary queue); the others are to be written. Answers
     * the releases that were not.
     */
    private Set<Long> writeApart(NodeLease lease, Batch whole, String what) {
        Set<Long> gone = new HashSet<>(0);
        List<Batch> parts = new ArrayList<>();
        for (Batch.Release release : whole.releases()) {
            Batch part = new Batch();
            part.releases().add(release);
            parts.add(part);
        }
        for (HeldDelivery acknowledgement : whole.acknowledgements()) {
            Batch part = new Batch();
            part.acknowledgements().add(acknowledgement);
            parts.add(part);
        }
        for (Batch.NewDelivery send : whole.sends()) {
            Batch part = new Batch();
            part.sends().add(send);
            whole.bodies().stream().filter(body -> body.id() == send.bodyId()).forEach(part.bodies()::add);
            parts.add(part);
        }
        for (Batch part : parts) {
            if (lease.isLost()) {
                return gone;
            }
            try {
                lane.commit(lease, part);
            } catch (StoreConflictException e) {
                LOG.log(Level.DEBUG, what + " was not needed: the row is gone", e);
                part.releases().forEach(release -> gone.add(release.id()));
            } catch (StoreException e) {
                if (e instanceof StoreRefusedException && !part.sends().isEmpty()) {
                    // It has no row, so nothing is held; its queue is gone, or there is no room for it.
                    listener.unexpected(what + " of a non-persistent message", e);
                } else {
                    giveUp(lease, what, e);
                    return gone;
                }
            }
        }
        return gone;
    }

    private void giveUp(NodeLease lease, String what, StoreException cause) {
        listener.storeUnavailable(what, cause);
        leases.lose(lease, what + " deliveries failed: " + cause.getMessage());
    }
}
