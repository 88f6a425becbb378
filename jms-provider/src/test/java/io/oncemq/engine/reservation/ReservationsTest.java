// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.ReservationRecords.Kind;
import io.oncemq.testkit.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of reservations when a node loses its lease. */
class ReservationsTest {
    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final MemoryStore store = new MemoryStore(false, 1, millis::get);
    private final Member one = new Member();
    private final Member two = new Member();
    private final List<String> lost = new ArrayList<>();

    private final class Member {
        final LeaseKeeper leases = new LeaseKeeper(
                store,
                EngineSettings.DEFAULTS,
                new DatabaseClock(System::nanoTime),
                System::nanoTime,
                new EngineListener() {});
        final Reservations reservations = new Reservations(store.reservations(), leases, false);

        Member() {
            leases.onLoss(reservations::leaseLost);
        }

        /** Returns true if it is reserved now. */
        boolean reserve(String name) throws Exception {
            return reservations
                    .reserve(Kind.CLIENT_ID, name, () -> lost.add(name))
                    .isEmpty();
        }

        long lose() {
            NodeLease lease = java.util.Objects.requireNonNull(leases.currentOrNull());
            leases.lose(lease, "test");
            return lease.id();
        }
    }

    @BeforeEach
    void begin() throws Exception {
        one.leases.beat();
        two.leases.beat();
    }

    @Test
    void oneNodeHasItUntilItIsReleased() throws Exception {
        assertThat(one.reserve("shop")).isTrue();
        assertThat(two.reserve("shop")).isFalse();
        assertThat(two.reservations.holderElsewhere(Kind.CLIENT_ID, "shop")).isPresent();
        assertThat(one.reservations.holderElsewhere(Kind.CLIENT_ID, "shop")).isEmpty();

        one.reservations.release(Kind.CLIENT_ID, "shop");

        assertThat(two.reserve("shop")).isTrue();
    }

    @Test
    void itIsReservedAgainUnderTheNextLease() throws Exception {
        one.reserve("shop");
        one.reservations.refresh();
        long old = one.lose();
        one.leases.beat();

        one.reservations.refresh();
        store.leases().rescue(old);
        one.reservations.refresh();

        assertThat(two.reserve("shop")).isFalse();
        assertThat(lost).isEmpty();
    }

    @Test
    void whoeverLostItToAnotherNodeIsTold() throws Exception {
        one.reserve("shop");
        one.reserve("kept");
        long old = one.lose();
        store.leases().rescue(old);
        assertThat(two.reserve("shop")).isTrue();
        one.leases.beat();

        one.reservations.refresh();
        one.reservations.refresh();

        assertThat(lost).containsExactly("shop");
        assertThat(two.reserve("kept")).isFalse();
        one.reservations.release(Kind.CLIENT_ID, "shop");
        assertThat(one.reserve("shop"))
                .as("what the other node has stays there")
                .isFalse();
    }

    /** The lost lease's row is still there: it is this node's own, so it is not refused to itself. */
    @Test
    void aLostLeaseOfItsOwnDoesNotKeepItOut() throws Exception {
        one.reserve("shop");
        one.reservations.release(Kind.CLIENT_ID, "nothing");
        long old = one.lose();
        one.leases.beat();

        assertThat(one.reserve("shop")).isTrue();
        assertThat(one.reservations.holderElsewhere(Kind.CLIENT_ID, "shop")).isEmpty();
        store.leases().rescue(old);
        one.reservations.refresh();
        assertThat(two.reserve("shop")).isFalse();
    }

    @Test
    void whatIsReleasedWithoutALeaseIsReleasedByTheNextRefresh() throws Exception {
        one.reserve("shop");
        long old = one.lose();
        one.reservations.release(Kind.CLIENT_ID, "shop");
        one.leases.beat();
        store.leases().rescue(old);

        one.reservations.refresh();

        assertThat(two.reserve("shop")).isTrue();
    }

    @Test
    void aStoreWithOneNodeIsNotAsked() throws Exception {
        Reservations alone = new Reservations(store.reservations(), one.leases, true);

        assertThat(alone.reserve(Kind.CLIENT_ID, "shop", () -> {})).isEmpty();

        assertThat(two.reserve("shop")).isTrue();
    }
}
