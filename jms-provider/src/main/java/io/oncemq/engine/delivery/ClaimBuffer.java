// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.NodeLease;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The deliveries that a queue has at hand for whoever asks, in order. Guarded by the queue's lock. */
final class ClaimBuffer {
    /** Until a body was seen, a fetch brings no more than this size would allow. */
    private static final int FIRST_GUESS_BYTES = 4 * 1024 * 1024;

    private static final int LEAST_BYTES = 64;

    private final TreeSet<Claim> claims = new TreeSet<>();
    private final LocalGroups groups;
    private long bytes;

    /** 0 until a body was seen. */
    private int averageBytes;

    ClaimBuffer(LocalGroups groups) {
        this.groups = groups;
    }

    int size() {
        return claims.size();
    }

    boolean isEmpty() {
        return claims.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** What a delivery takes, of those seen lately. */
    int averageBytes() {
        return averageBytes == 0 ? FIRST_GUESS_BYTES : averageBytes;
    }

    void add(Claim claim) {
        if (claims.add(claim)) {
            groups.entered(claim);
            int size = claim.envelope().bodySizeBytes();
            bytes += size;
            int average = averageBytes == 0 ? size : Math.max(size / 8, averageBytes - averageBytes / 8 + size / 8);
            averageBytes = Math.max(LEAST_BYTES, average);
        }
    }

    /**
     * Takes out the first that a consumer wants and may have.
     *
     * @param expired where those go that were passed and whose time is over
     */
    @Nullable
    Claim pick(QueueConsumer consumer, long nowMillis, List<Claim> expired) {
        for (Iterator<Claim> i = claims.iterator(); i.hasNext(); ) {
            Claim claim = i.next();
            if (claim.lease().isLost()) {
                // On its way out, see LocalQueue.leaseLost.
                continue;
            }
            if (claim.expired(nowMillis)) {
                remove(i, claim);
                expired.add(claim);
            } else if (groups.mayTake(claim, consumer) && consumer.wants(claim.envelope(), claim.deliveryCount())) {
                remove(i, claim);
                groups.took(claim, consumer);
                return claim;
            }
        }
        return null;
    }

    private void remove(Iterator<Claim> at, Claim claim) {
        at.remove();
        left(claim);
    }

    private void left(Claim claim) {
        bytes -= claim.envelope().bodySizeBytes();
        groups.left(claim);
    }

    boolean anyMatch(Predicate<Claim> condition) {
        return claims.stream().anyMatch(condition);
    }

    /** All that meet a condition, in order; they stay. */
    List<Claim> matching(Predicate<Claim> condition) {
        return claims.stream().filter(condition).toList();
    }

    /** Takes out all that meet a condition, to be returned to the store. */
    List<Claim> takeOut(Predicate<Claim> condition) {
        List<Claim> out = claims.stream().filter(condition).toList();
        for (Claim claim : out) {
            claims.remove(claim);
            left(claim);
            groups.returned(claim);
        }
        return out;
    }

    /** Forgets what was held under a lost lease. */
    void leaseLost(NodeLease lease) {
        claims.removeIf(claim -> claim.lease() == lease);
        bytes = claims.stream()
                .mapToLong(claim -> claim.envelope().bodySizeBytes())
                .sum();
        groups.leaseLost(lease);
    }
}
