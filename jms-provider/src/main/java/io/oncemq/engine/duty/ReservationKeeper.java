// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.destination.Subscriptions;
import io.oncemq.engine.reservation.Reservations;
import io.oncemq.store.StoreException;
import java.time.Duration;

/** Keeps what the node has reserved, and its part in shared subscriptions, through the loss of a lease. */
public final class ReservationKeeper implements Duty {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Reservations reservations;
    private final Subscriptions subscriptions;

    public ReservationKeeper(Reservations reservations, Subscriptions subscriptions) {
        this.reservations = reservations;
        this.subscriptions = subscriptions;
    }

    @Override
    public String name() {
        return "reservations";
    }

    @Override
    public Duration runOnce() throws StoreException {
        reservations.refresh();
        subscriptions.keepMemberships();
        return INTERVAL;
    }
}
