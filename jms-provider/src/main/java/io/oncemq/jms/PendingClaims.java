// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deliveries that the application saw and that are not acknowledged yet. Safe for any thread. */
final class PendingClaims {
    private final SessionLink link;
    private List<Claim> claims = new ArrayList<>();

    PendingClaims(SessionLink link) {
        this.link = link;
    }

    synchronized int add(Claim claim) {
        claims.add(claim);
        return claims.size();
    }

    /** True if it was there. */
    synchronized boolean remove(Claim claim) {
        return claims.remove(claim);
    }

    synchronized boolean holds(LocalQueue queue) {
        return claims.stream().anyMatch(claim -> claim.queue() == queue);
    }

    synchronized int size() {
        return claims.size();
    }

    private synchronized List<Claim> takeAll() {
        List<Claim> taken = claims;
        claims = new ArrayList<>();
        return taken;
    }

    private synchronized void addAll(List<Claim> more) {
        claims.addAll(0, more);
    }

    /**
     * Acknowledges all, together.
     *
     * @throws StoreConflictException if some were lost and none is acknowledged; those that were not lost stay here
     * @throws StoreException if nothing happened; all stay here
     */
    void acknowledge() throws StoreException {
        List<Claim> taken = takeAll();
        if (taken.isEmpty()) {
            return;
        }
        boolean done = false;
        try {
            link.acknowledge(taken);
            done = true;
        } finally {
            if (!done) {
                taken.removeIf(claim -> claim.lease().isLost());
                addAll(taken);
            }
        }
    }

    /** Lets all be delivered again. */
    void reject(@Nullable Throwable cause) {
        link.reject(takeAll(), cause);
    }
}
