// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.destination.Destinations;
import io.oncemq.engine.destination.Subscriptions;
import io.oncemq.engine.reservation.Reservations;
import io.oncemq.store.StoreException;
import java.time.Duration;

/**
 * Keeps what the node has reserved, its temporary destinations, its part in shared subscriptions and its own that are not durable
 * through the loss of a lease.
 */
public final class ReservationKeeper implements Duty {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Reservations reservations;
    private final Destinations destinations;
    private final Subscriptions subscriptions;

    public ReservationKeeper(Reservations reservations, Destinations destinations, Subscriptions subscriptions) {
        this.reservations = reservations;
        this.destinations = destinations;
        this.subscriptions = subscriptions;
    }

    @Override
    public String name() {
        return "reservations";
    }

    @Override
    public Duration runOnce() throws StoreException {
        reservations.refresh();
        keep();
        destinations.deleteLeft();
        return INTERVAL;
    }

    /**
     * What would go with a lost lease goes on under the present one, if there is one. On the same thread.
     *
     * @return false if that has to be tried again
     */
    boolean keep() throws StoreException {
        // First, since those on a temporary topic go with it.
        destinations.keepTemporary();
        return subscriptions.keep();
    }
}
