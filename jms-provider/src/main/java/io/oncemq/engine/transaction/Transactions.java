// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.Releases;
import io.oncemq.engine.destination.Destinations;
import io.oncemq.engine.destination.Subscriptions;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.Lane;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.space.SpaceGuard;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreFullException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns work into batches and follows up their outcome. Safe for any thread; each work by one at a time. */
public final class Transactions {
    private final LeaseKeeper leases;
    private final Destinations destinations;
    private final Subscriptions subscriptions;
    private final Releases releases;
    private final DatabaseClock clock;
    private final SpaceGuard space;
    private final Runnable delayedSent;

    public Transactions(
            LeaseKeeper leases,
            Destinations destinations,
            Subscriptions subscriptions,
            Releases releases,
            DatabaseClock clock,
            SpaceGuard space,
            Runnable delayedSent) {
        this.leases = leases;
        this.destinations = destinations;
        this.subscriptions = subscriptions;
        this.releases = releases;
        this.clock = clock;
        this.space = space;
        this.delayedSent = delayedSent;
    }

    /** An id for a message that is about to be sent. */
    public long nextMessageId() throws StoreException {
        return clock.nextId(leases.current().slot());
    }

    /**
     * Commits the work: its sends are in the store and its claims are gone when this returns, or nothing happened.
     *
     * @throws StoreConflictException if a claim's lease was lost; the work can only be rolled back
     * @throws StoreFullException if there is no room for what was sent
     */
    public void commit(Lane lane, Work work) throws StoreException {
        work.close();
        if (work.isEmpty()) {
            return;
        }
        NodeLease lease = leaseOf(work.received());
        Batch batch = new Batch();
        Outbox outbox = outbox(lease);
        boolean done = false;
        try {
            outbox.fill(batch, work.sends());
            acknowledge(batch, work.received());
            if (!batch.isEmpty()) {
                space.write(lane, lease, batch);
            }
            done = true;
        } finally {
            if (!done) {
                outbox.cancelled();
            }
        }
        follow(outbox, work.received());
    }

    /**
     * Makes sure, where that can be told before the commit, that there is room for a message; for one that may stay in
     * memory, or goes to a topic, the commit tells.
     *
     * @throws StoreFullException if there is none
     */
    public void requireRoom(Envelope envelope) throws StoreException {
        DestinationName destination = envelope.destination();
        if (envelope.persistent() && destination.kind().isQueue()) {
            space.require(destinations.queue(destination).id(), envelope.bodySizeBytes());
        }
    }

    /** Forgets the work's sends and rejects its claims. */
    public void rollback(Work work) {
        work.close();
        if (!work.received().isEmpty()) {
            releases.reject(work.received(), work.failure());
        }
    }

    /** Acknowledges deliveries outside of a transaction. */
    public void acknowledge(Lane lane, List<Claim> claims) throws StoreException {
        Work work = new Work();
        claims.forEach(work::received);
        commit(lane, work);
    }

    /** Rejects deliveries outside of a transaction. */
    public void reject(List<Claim> claims, @Nullable Throwable cause) {
        if (!claims.isEmpty()) {
            releases.reject(claims, cause);
        }
    }

    /** Puts deliveries that the application never saw back at their old places, uncounted. */
    public void putBack(List<Claim> claims) {
        claims.forEach(claim -> claim.queue().putBack(List.of(claim)));
    }

    Outbox outbox(NodeLease lease) {
        return new Outbox(destinations, subscriptions, clock, lease);
    }

    /** The lease that all claims were taken under; the present one if there are none. */
    NodeLease leaseOf(List<Claim> claims) throws StoreException {
        NodeLease lease = null;
        for (Claim claim : claims) {
            if (claim.isStored()) {
                if (lease != null && lease != claim.lease()) {
                    throw new StoreConflictException(
                            "the lease under which a message was received was lost meanwhile: it will be delivered again",
                            null);
                }
                lease = claim.lease();
            }
        }
        return lease == null ? leases.current() : lease;
    }

    static void acknowledge(Batch batch, List<Claim> claims) {
        for (Claim claim : claims) {
            if (claim.isStored()) {
                batch.acknowledgements().add(claim.row());
            }
        }
    }

    void follow(Outbox outbox, List<Claim> ended) {
        outbox.published();
        space.removed(ended);
        for (Claim claim : ended) {
            claim.queue().ended(claim);
        }
        if (outbox.hasDelayed()) {
            delayedSent.run();
        }
    }
}
