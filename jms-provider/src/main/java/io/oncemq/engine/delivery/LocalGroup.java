// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.NodeLease;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message group that this node's lease owns in the store, and who works on it here. One consumer at a time: it has the
 * group while it has deliveries of it in hand. Guarded by the queue's lock.
 */
final class LocalGroup {
    final String name;
    final NodeLease lease;

    /** Deliveries of it that consumers have in hand; a later claim of the same delivery is another one. */
    private final Set<Claim> taken = Collections.newSetFromMap(new IdentityHashMap<>(2));

    /** Those of them that a prepared branch holds: until it ends nobody knows what comes next. */
    private final Set<Claim> doubtful = Collections.newSetFromMap(new IdentityHashMap<>(1));

    private @Nullable QueueConsumer consumer;
    private int buffered;
    private int reserved;

    /** True once something of it went back to the store: what is sent now must not overtake that. */
    private boolean broken;

    /** True while nothing of it has come here, though it is owned: what the store has of it is not known. */
    private boolean fresh;

    /** True if the store is known to have more of it, which is not wanted here yet. */
    boolean more;

    long idleSinceMillis;

    LocalGroup(String name, NodeLease lease) {
        this.name = name;
        this.lease = lease;
    }

    void acquired() {
        fresh = isEmpty();
    }

    boolean isInDoubt(Claim claim) {
        return doubtful.contains(claim);
    }

    /** Whether a new delivery of it may be held here from birth. */
    boolean takesNew() {
        return !broken && !fresh && !more && doubtful.isEmpty() && !lease.isLost();
    }

    boolean mayTake(QueueConsumer who) {
        return doubtful.isEmpty() && (consumer == null || (consumer == who && !who.worksSideBySide()));
    }

    boolean isBusy() {
        return consumer != null;
    }

    /** Nothing of it is here, in hand or on its way. */
    boolean isEmpty() {
        return taken.isEmpty() && buffered == 0 && reserved == 0;
    }

    boolean isBroken() {
        return broken;
    }

    int buffered() {
        return buffered;
    }

    void entered() {
        fresh = false;
        buffered++;
    }

    void left() {
        buffered--;
    }

    void reserve() {
        reserved++;
    }

    void unreserve() {
        reserved--;
    }

    void took(Claim claim, QueueConsumer who) {
        taken.add(claim);
        consumer = who;
    }

    void doubt(Claim claim) {
        if (taken.contains(claim)) {
            doubtful.add(claim);
        }
    }

    /** The consumer has it no longer, one way or the other. */
    void dropped(Claim claim) {
        taken.remove(claim);
        doubtful.remove(claim);
        if (taken.isEmpty()) {
            consumer = null;
        }
    }

    void breakUp() {
        broken = true;
    }
}
