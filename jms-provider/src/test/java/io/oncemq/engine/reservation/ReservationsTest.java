// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.ReservationRecords;
import io.oncemq.store.ReservationRecords.Kind;
import io.oncemq.store.StoreException;
import io.oncemq.testkit.MemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
        final UnansweredRecords records = new UnansweredRecords(store.reservations());
        final Reservations reservations = new Reservations(records, leases, false);
        final Map<String, Runnable> holders = new HashMap<>();

        Member() {
            leases.onLoss(reservations::leaseLost);
        }

        /** Returns true if it is reserved now. */
        boolean reserve(String name) throws Exception {
            return reserve(name, holder(name));
        }

        boolean reserve(String name, Runnable holder) throws Exception {
            holders.put(name, holder);
            return reservations.reserve(Kind.CLIENT_ID, name, holder).isEmpty();
        }

        /** By whoever asked for it last. */
        void release(String name) {
            reservations.release(Kind.CLIENT_ID, name, Objects.requireNonNull(holders.get(name)));
        }

        long lose() {
            NodeLease lease = Objects.requireNonNull(leases.currentOrNull());
            leases.lose(lease, "test");
            return lease.id();
        }
    }

    private Runnable holder(String name) {
        return () -> lost.add(name);
    }

    /** One of two that are not the same. */
    private static final class Holder implements Runnable {
        @Override
        public void run() {}
    }

    /** Loses answers when told to. */
    private static final class UnansweredRecords implements ReservationRecords {
        private final ReservationRecords records;
        private boolean unanswered;

        UnansweredRecords(ReservationRecords records) {
            this.records = records;
        }

        @Override
        public Optional<Owner> reserve(long leaseId, Kind kind, String name) throws StoreException {
            Optional<Owner> holder = records.reserve(leaseId, kind, name);
            if (unanswered) {
                unanswered = false;
                throw new CommitOutcomeUnknownException("test", null);
            }
            return holder;
        }

        @Override
        public Optional<Owner> find(Kind kind, String name) throws StoreException {
            return records.find(kind, name);
        }

        @Override
        public void release(long leaseId, Kind kind, String name) throws StoreException {
            records.release(leaseId, kind, name);
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

        one.release("shop");

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
        one.release("shop");
        assertThat(one.reserve("shop"))
                .as("what the other node has stays there")
                .isFalse();
    }

    /** The lost lease's row is still there: it is this node's own, so it is not refused to itself. */
    @Test
    void aLostLeaseOfItsOwnDoesNotKeepItOut() throws Exception {
        one.reserve("shop");
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
        one.release("shop");
        one.leases.beat();
        store.leases().rescue(old);

        one.reservations.refresh();

        assertThat(two.reserve("shop")).isTrue();
    }

    /** A consumer that is being closed has left its place, and not released it, when the next one comes. */
    @Test
    void whoeverReleasesLateDoesNotTakeItFromTheNextHolder() throws Exception {
        Runnable before = new Holder();
        Runnable next = new Holder();
        one.reserve("shop", before);
        one.reserve("shop", next);

        one.reservations.release(Kind.CLIENT_ID, "shop", before);
        one.reservations.refresh();

        assertThat(two.reserve("shop")).isFalse();
        one.reservations.release(Kind.CLIENT_ID, "shop", next);
        assertThat(two.reserve("shop")).isTrue();
    }

    @Test
    void whatMayHaveBeenReservedWithoutAnAnswerIsReleased() throws Exception {
        one.records.unanswered = true;
        assertThatThrownBy(() -> one.reserve("shop")).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(two.reserve("shop")).as("it did happen").isFalse();

        one.reservations.refresh();

        assertThat(two.reserve("shop")).isTrue();
    }

    @Test
    void anUnansweredReservationIsNotReleasedFromWhoeverTriesAgain() throws Exception {
        one.records.unanswered = true;
        assertThatThrownBy(() -> one.reserve("shop")).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(one.reserve("shop")).isTrue();

        one.reservations.refresh();

        assertThat(two.reserve("shop")).isFalse();
    }

    /**
     * A row of a lost lease that is not rescued yet, and nobody's any more; everything else is under the new lease, so that nothing else would make
     * the next refresh look.
     */
    private long reservedByTheLeaseBefore() throws Exception {
        one.reserve("shop");
        long old = one.lose();
        one.release("shop");
        one.leases.beat();
        one.reservations.refresh();
        return old;
    }

    @Test
    void whatIsReservedBeforeTheLostLeaseIsRescuedIsKeptToo() throws Exception {
        long old = reservedByTheLeaseBefore();

        assertThat(one.reserve("shop")).isTrue();
        store.leases().rescue(old);
        one.reservations.refresh();

        assertThat(two.reserve("shop")).isFalse();
    }

    @Test
    void aRefreshThatFailedIsMadeAgain() throws Exception {
        long old = reservedByTheLeaseBefore();
        one.reserve("shop");
        one.records.unanswered = true;
        assertThatThrownBy(one.reservations::refresh).isInstanceOf(CommitOutcomeUnknownException.class);

        store.leases().rescue(old);
        one.reservations.refresh();

        assertThat(two.reserve("shop")).isFalse();
    }

    @Test
    void aStoreWithOneNodeIsNotAsked() throws Exception {
        Reservations alone = new Reservations(store.reservations(), one.leases, true);

        assertThat(alone.reserve(Kind.CLIENT_ID, "shop", () -> {})).isEmpty();

        assertThat(two.reserve("shop")).isTrue();
    }
}
