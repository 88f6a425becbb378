// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.store.ReservationRecords;
import io.oncemq.store.ReservationRecords.Kind;
import io.oncemq.store.StoreConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What only one node may have. */
interface ReservationConformance extends StoreUnderTest {
    private ReservationRecords reservations() {
        return store().reservations();
    }

    @Test
    default void whatIsReservedIsRefusedToOthersUntilItIsReleased() throws Exception {
        Fixture one = node();
        Fixture two = node();
        String name = "client ' " + one.lease.id();

        assertThat(reservations().reserve(one.lease.id(), Kind.CLIENT_ID, name)).isEmpty();
        assertThat(reservations().reserve(one.lease.id(), Kind.CLIENT_ID, name))
                .as("again")
                .isEmpty();
        assertThat(reservations().reserve(two.lease.id(), Kind.CLIENT_ID, name))
                .contains(new ReservationRecords.Owner(one.lease.id(), "node"));
        assertThat(reservations().reserve(two.lease.id(), Kind.CONSUMER, name))
                .as("another kind")
                .isEmpty();
        reservations().release(two.lease.id(), Kind.CLIENT_ID, name);
        assertThat(reservations().find(Kind.CLIENT_ID, name)).as("not his").isPresent();
        reservations().release(one.lease.id(), Kind.CLIENT_ID, name);
        assertThat(reservations().reserve(two.lease.id(), Kind.CLIENT_ID, name)).isEmpty();
    }

    @Test
    default void reservationGoesWithItsLease() throws Exception {
        Fixture dead = node();
        Fixture gone = node();
        Fixture heir = node();
        String name = "client " + dead.lease.id();
        reservations().reserve(dead.lease.id(), Kind.CLIENT_ID, name);
        reservations().reserve(gone.lease.id(), Kind.CONSUMER, name);

        store().leases().rescue(dead.lease.id());
        store().leases().surrender(gone.lease.id());

        assertThat(reservations().reserve(heir.lease.id(), Kind.CLIENT_ID, name))
                .isEmpty();
        assertThat(reservations().reserve(heir.lease.id(), Kind.CONSUMER, name)).isEmpty();
        assertThatThrownBy(() -> reservations().reserve(dead.lease.id(), Kind.CLIENT_ID, "another"))
                .isInstanceOf(StoreConflictException.class);
    }

    /** Nodes that ask for the same at once: one of them gets it. */
    @Test
    default void ofNodesThatReserveAtOnceOneGetsIt() throws Exception {
        int nodes = 4;
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            List<Fixture> fixtures = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                fixtures.add(node());
            }
            for (int round = 0; round < 10; round++) {
                String name = "round " + round + " of " + fixtures.get(0).lease.id();
                CyclicBarrier together = new CyclicBarrier(nodes);
                List<Future<Boolean>> answers = new ArrayList<>();
                for (Fixture each : fixtures) {
                    answers.add(threads.submit(() -> {
                        together.await(30, TimeUnit.SECONDS);
                        return reservations()
                                .reserve(each.lease.id(), Kind.CLIENT_ID, name)
                                .isEmpty();
                    }));
                }
                int got = 0;
                for (Future<Boolean> each : answers) {
                    got += each.get(30, TimeUnit.SECONDS) ? 1 : 0;
                }
                assertThat(got).as(name).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
