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
     * @throws StoreConflictException if some were lost and none is acknowledged: they are delivered again, unless they are
     *     gone
     * @throws StoreException if nothing happened; those whose lease is not lost stay here
     */
    void acknowledge() throws StoreException {
        List<Claim> open = takeAll();
        if (open.isEmpty()) {
            return;
        }
        try {
            link.acknowledge(open);
            open.clear();
        } catch (StoreConflictException e) {
            // Kept, each later attempt would fail because of the same one.
            link.reject(open, null);
            open.clear();
            throw e;
        } finally {
            keepHeld(open);
        }
    }

    /**
     * Acknowledges those that are not lost; together, if none is.
     *
     * @throws StoreException if it cannot be done now; those whose lease is not lost stay here
     */
    void acknowledgeThoseHeld() throws StoreException {
        List<Claim> open = takeAll();
        try {
            if (!open.isEmpty()) {
                link.acknowledge(open);
                open.clear();
            }
        } catch (StoreConflictException e) {
            while (!open.isEmpty()) {
                acknowledgeIfHeld(open.get(0));
                open.remove(0);
            }
        } finally {
            keepHeld(open);
        }
    }

    private void acknowledgeIfHeld(Claim claim) throws StoreException {
        try {
            link.acknowledge(List.of(claim));
        } catch (StoreConflictException e) {
            link.reject(List.of(claim), null);
        }
    }

    private void keepHeld(List<Claim> open) {
        List<Claim> held = new ArrayList<>(open.size());
        List<Claim> lost = new ArrayList<>(0);
        for (Claim claim : open) {
            (claim.lease().isLost() ? lost : held).add(claim);
        }
        addAll(held);
        link.reject(lost, null);
    }

    /** Lets all be delivered again. */
    void reject(@Nullable Throwable cause) {
        link.reject(takeAll(), cause);
    }
}
