// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.NodeLease;
import io.oncemq.message.Envelope;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.StoredDelivery;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that this node holds. In the hands of one owner at a time: its queue (under the queue's lock), then the
 * session that took it. Ordered as in its queue: higher priority first, then older.
 */
public final class Claim implements Comparable<Claim> {
    /** No epoch: those count from 0. */
    private static final int NOT_IN_TURN = -1;

    private final LocalQueue queue;
    private final NodeLease lease;
    private final long id;
    private final long bodyId;
    private final boolean stored;
    private final Envelope envelope;
    private final @Nullable String group;
    private final int crashes;
    private int deliveries;

    /** The queue's epoch when a consumer got it in its turn; guarded by the queue's lock. */
    private int takenIn = NOT_IN_TURN;

    private Claim(
            LocalQueue queue,
            NodeLease lease,
            long id,
            long bodyId,
            boolean stored,
            Envelope envelope,
            int deliveries,
            int crashes) {
        this.queue = queue;
        this.lease = lease;
        this.id = id;
        this.bodyId = bodyId;
        this.stored = stored;
        this.envelope = envelope;
        this.group = envelope.group();
        this.deliveries = deliveries;
        this.crashes = crashes;
    }

    /** A claim on a row that this node inserts or has just inserted. */
    public static Claim stored(LocalQueue queue, NodeLease lease, long id, long bodyId, Envelope envelope) {
        return new Claim(queue, lease, id, bodyId, true, envelope, 0, 0);
    }

    /** A delivery that has no row: it goes from memory to memory. */
    public static Claim inMemory(LocalQueue queue, NodeLease lease, long id, Envelope envelope) {
        return new Claim(queue, lease, id, 0, false, envelope, 0, 0);
    }

    static Claim read(LocalQueue queue, NodeLease lease, StoredDelivery row) {
        return new Claim(queue, lease, row.id(), row.bodyId(), true, row.envelope(), row.deliveries(), row.crashes());
    }

    public LocalQueue queue() {
        return queue;
    }

    public NodeLease lease() {
        return lease;
    }

    public long id() {
        return id;
    }

    public long bodyId() {
        return bodyId;
    }

    /** False if it lives in this node's memory alone. */
    public boolean isStored() {
        return stored;
    }

    public Envelope envelope() {
        return envelope;
    }

    /** The message group it belongs to, null for none. */
    public @Nullable String group() {
        return group;
    }

    /** How often an application has rejected it. */
    public int deliveries() {
        return deliveries;
    }

    /** How often it went down with its node. */
    public int crashes() {
        return crashes;
    }

    /** JMSXDeliveryCount of the delivery that is going on: 1 for the first. */
    public int deliveryCount() {
        return deliveries + crashes + 1;
    }

    /** JMSRedelivered. */
    public boolean redelivered() {
        return deliveryCount() > 1;
    }

    Place place() {
        return new Place(envelope.priority(), id);
    }

    /** The row that goes when it is acknowledged. */
    public HeldDelivery row() {
        return new HeldDelivery(id, bodyId);
    }

    void taken(int epoch) {
        takenIn = epoch;
    }

    /** A consumer got it though the store has older ones that others want: it must not come back here before them. */
    void takenAhead() {
        takenIn = NOT_IN_TURN;
    }

    int takenIn() {
        return takenIn;
    }

    void rejected() {
        deliveries++;
    }

    boolean expired(long nowMillis) {
        return envelope.expiresAt() != 0 && envelope.expiresAt() <= nowMillis;
    }

    @Override
    public int compareTo(Claim other) {
        int byPriority = Integer.compare(other.envelope.priority(), envelope.priority());
        return byPriority != 0 ? byPriority : Long.compare(id, other.id);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Claim that && id == that.id && queue == that.queue;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    @Override
    public String toString() {
        return "delivery " + Long.toHexString(id) + " of " + queue;
    }
}
