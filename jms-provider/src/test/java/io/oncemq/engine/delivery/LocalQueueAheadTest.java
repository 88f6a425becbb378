// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.Envelope;
import io.oncemq.selector.Selector;
import io.oncemq.store.DeliveryRecords.Head;
import io.oncemq.store.DeliveryRecords.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A consumer with a selector waits; one without has as much at hand as it may, of a backlog of which nothing else is wanted, and
 * does not take it.
 */
class LocalQueueAheadTest {
    private static final String WANTED = "JMSMessageID IN ('ID:500', 'ID:600')";
    private static final Place NOTHING_BEHIND = new Place(4, 1_000);

    private final StillContext context = new StillContext();
    private final LocalQueue queue = context.queue;
    private final List<Claim> got = new ArrayList<>();
    private final QueueConsumer plain = queue.consume(null, () -> {});
    private final QueueConsumer selective;
    private long atHand;

    LocalQueueAheadTest() throws Exception {
        selective = queue.consume(Selector.parse(WANTED), () -> {});
    }

    @BeforeEach
    void fill() {
        plain.activate();
        assertThat(plain.take()).isNull();
        fetchAllNext();
        selective.activate();
        assertThat(selective.takeOrAsk(got::add)).isNull();
    }

    @Test
    void itsOwnIsLookedForAndNothingElse() {
        FetchPlan.Ahead plan = plan();

        assertThat(plan.limit()).isEqualTo(1);
        assertThat(plan.wants(head(499))).isFalse();
        assertThat(plan.wants(head(500))).isTrue();

        queue.fetchedAhead(plan, List.of(claim(500)), new Place(4, 500), false);

        assertThat(got).extracting(Claim::id).containsExactly(500L);
        assertThat(queue.planFetch()).as("nobody waits").isNull();
        assertThat(takeAll(plain)).containsExactlyElementsOf(idsAtHand());
    }

    @Test
    void theNextLookBeginsWhereTheLastOneEnded() {
        queue.fetchedAhead(plan(), List.of(claim(500)), new Place(4, 500), false);
        assertThat(selective.takeOrAsk(got::add)).isNull();

        assertThat(plan().after()).isEqualTo(new Place(4, 500));
    }

    @Test
    void nobodyLooksAgainBeforeSomethingIsReady() {
        queue.fetchedAhead(plan(), List.of(), NOTHING_BEHIND, true);

        assertThat(queue.planFetch()).isNull();
        send(2_000);
        assertThat(queue.planFetch()).as("it is not wanted").isNull();
        send(600);

        FetchPlan.Ahead plan = plan();
        assertThat(plan.after()).as("not all of it is read again").isEqualTo(new Place(4, 599));
    }

    @Test
    void whatBecomesReadyDuringALookIsLookedForNext() {
        FetchPlan.Ahead plan = plan();
        send(600);

        queue.fetchedAhead(plan, List.of(), NOTHING_BEHIND, true);

        assertThat(plan().after()).isEqualTo(new Place(4, 599));
    }

    /** It may go on for long; all that was sent meanwhile would be in memory. */
    @Test
    void whatIsSentDuringALookIsNotKept() {
        StoreSight sight = new StoreSight();
        sight.lookBegins();
        sight.sawAll(sight.moment());
        sight.lookEnds();
        sight.lookBegins();
        sight.goesAhead();

        sight.becameReady(claim(600), true);

        assertThat(sight.strayCount()).isZero();
        assertThat(sight.isComplete(true)).as("nothing overtakes it").isFalse();
        sight.lookEnds();
        sight.sawAhead();
        assertThat(sight.mayHaveMore()).isTrue();
        assertThat(sight.isAdopting()).isFalse();
    }

    @Test
    void whatMayLieAnywhereIsLookedForFromTheBeginning() {
        queue.fetchedAhead(plan(), List.of(), NOTHING_BEHIND, true);
        queue.wake();

        assertThat(plan().after()).isEqualTo(Place.FIRST);
    }

    /** Else whoever takes everything could keep it from ever coming to the end. */
    @Test
    void aLookThatWouldHaveToBeginAnewIsNotBrokenOff() {
        FetchPlan.Ahead plan = plan();
        takeAll(plain);

        queue.othersSent();

        assertThat(queue.isToBreakOff(plan)).isFalse();
    }

    /** Its id was given before those of the pages that were read before it was committed. */
    @Test
    void whatWasCommittedBehindALookComesFirst() {
        FetchPlan.Ahead plan = plan();
        send(500);
        send(600);

        queue.fetchedAhead(plan, List.of(claim(600)), new Place(4, 590), false);

        assertThat(got).isEmpty();
        assertThat(context.givenBack).extracting(Claim::id).containsExactly(600L);
        assertThat(plan().after()).isEqualTo(new Place(4, 499));
    }

    @Test
    void aConsumerThatStopsDuringALookLooksAgain() {
        FetchPlan.Ahead plan = plan();
        selective.deactivate();
        assertThat(queue.isToBreakOff(plan)).isTrue();
        send(500);
        selective.activate();

        queue.fetchedAhead(plan, List.of(), NOTHING_BEHIND, true);

        assertThat(plan().after()).isEqualTo(Place.FIRST);
    }

    @Test
    void aConsumerThatEverythingWasBroughtBackForLooksFromTheBeginning() {
        queue.fetchedAhead(plan(), List.of(), NOTHING_BEHIND, true);
        plain.deactivate();
        plain.activate();
        fetchAllNext();

        assertThat(plan().after()).isEqualTo(Place.FIRST);
    }

    @Test
    void whatNobodyWaitsForAnyMoreGoesBack() {
        FetchPlan.Ahead plan = plan();
        selective.close();
        queue.fetchedAhead(plan, List.of(claim(500)), new Place(4, 500), false);

        assertThat(context.givenBack).extracting(Claim::id).containsExactly(500L);
        assertThat(got).isEmpty();
        assertThat(takeAll(plain)).as("it is not for them").containsExactlyElementsOf(idsAtHand());
    }

    @Test
    void aLookThatCameTooLateForAPollIsNotRepeated() {
        Demand poll = got::add;
        queue.fetchedAhead(plan(), List.of(claim(500)), new Place(4, 500), false);
        assertThat(selective.takeOrAsk(poll)).isNull();
        FetchPlan.Ahead plan = plan();
        assertThat(selective.withdraw(poll)).isTrue();
        queue.fetchedAhead(plan, List.of(claim(600)), new Place(4, 600), false);
        assertThat(context.givenBack).extracting(Claim::id).containsExactly(600L);

        assertThat(selective.takeOrAsk(poll)).isNull();

        assertThat(plan().after()).isEqualTo(new Place(4, 599));
    }

    /** Else it would be delivered before what is older and still in the store. */
    @Test
    void whatIsPutBackGoesToTheStoreAndEverythingElseFollows() {
        queue.fetchedAhead(plan(), List.of(claim(500)), new Place(4, 500), false);

        queue.putBack(List.of(got.get(0)));

        List<Long> all = new ArrayList<>(idsAtHand());
        all.add(500L);
        assertThat(context.givenBack).extracting(Claim::id).containsExactlyInAnyOrderElementsOf(all);
        assertThat(plain.take()).isNull();
    }

    @Test
    void consumersThatTakeEverythingAreServedBeforeALookGoesOn() {
        FetchPlan.Ahead plan = plan();
        assertThat(queue.isToBreakOff(plan)).isFalse();

        assertThat(takeAll(plain)).isNotEmpty();

        assertThat(queue.isToBreakOff(plan)).isTrue();
        queue.fetchedAhead(plan, List.of(), new Place(4, 300), false);
        fetchAllNext();
        assertThat(plan().after()).isEqualTo(new Place(4, 300));
    }

    @Test
    void groupsAreLeftToThoseWhoTakeAllOfThem() {
        Envelope grouped = context.claim(500, 10, "g").envelope();

        assertThat(plan().wants(new Head(500, 0, 0, false, grouped))).isFalse();
    }

    @Test
    void anExpiredOneIsNotDelivered() {
        context.nowMillis = 5_000;
        Envelope envelope =
                StillContext.envelope(500, 10).toBuilder().expiresAt(4_000).build();
        FetchPlan.Ahead plan = plan();

        queue.fetchedAhead(
                plan, List.of(Claim.stored(queue, context.lease, 500, 0, envelope)), new Place(4, 500), false);

        assertThat(got).isEmpty();
        assertThat(context.givenBack).isEmpty();
        assertThat(context.expired).extracting(Claim::id).containsExactly(500L);
    }

    /** Until there is no room for more. */
    private void fetchAllNext() {
        while (!queue.isToScan() && queue.planFetch() instanceof FetchPlan.Next plan) {
            List<Claim> claims = LongStream.rangeClosed(atHand + 1, atHand + plan.limit())
                    .mapToObj(this::claim)
                    .toList();
            atHand += plan.limit();
            queue.fetchedNext(plan, claims, false, false);
        }
    }

    private FetchPlan.Ahead plan() {
        return (FetchPlan.Ahead) Objects.requireNonNull(queue.planFetch());
    }

    private void send(long id) {
        Admission admission = queue.admit(StillContext.envelope(id, 10), true, 1);
        assertThat(admission.placement()).isEqualTo(Placement.READY);
        queue.published(admission, claim(id));
    }

    private Claim claim(long id) {
        return context.claim(id, 10, null);
    }

    private Head head(long id) {
        return new Head(id, 0, 0, false, StillContext.envelope(id, 10));
    }

    private List<Long> idsAtHand() {
        return LongStream.rangeClosed(1, atHand).boxed().toList();
    }

    private static List<Long> takeAll(QueueConsumer consumer) {
        List<Long> ids = new ArrayList<>();
        for (Claim claim = consumer.take(); claim != null; claim = consumer.take()) {
            ids.add(claim.id());
        }
        return ids;
    }
}
