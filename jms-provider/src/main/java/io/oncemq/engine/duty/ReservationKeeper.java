// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.reservation.Reservations;
import io.oncemq.store.StoreException;
import java.time.Duration;

/** Keeps what the node has reserved through the loss of a lease. */
public final class ReservationKeeper implements Duty {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Reservations reservations;

    public ReservationKeeper(Reservations reservations) {
        this.reservations = reservations;
    }

    @Override
    public String name() {
        return "reservations";
    }

    @Override
    public Duration runOnce() throws StoreException {
        reservations.refresh();
        return INTERVAL;
    }
}
