// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.DeliveryId;
import io.oncemq.store.Holder;
import io.oncemq.store.StoredDelivery;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LowWaterTest {
    private static final long QUEUE = 5;
    private static final long NOW = 1_800_000_000_000L;
    private static final long LIMIT = DeliveryId.before(NOW - LowWater.SLACK_MILLIS);
    private static final List<Long> BEGINNING = Collections.nCopies(LowWater.PRIORITIES, 0L);

    private final AtomicLong nanos = new AtomicLong();
    private final LowWater lowWater = new LowWater(nanos::get);

    private static StoredDelivery delivery(long id, int priority) {
        Envelope envelope = new Envelope.Builder(DestinationName.queue("orders"), BodyKind.TEXT)
                .id(id)
                .priority(priority)
                .build();
        return new StoredDelivery(id, QUEUE, 0, 0, 0, envelope);
    }

    private void look(boolean exhausted, StoredDelivery... found) {
        LowWater.Look look = lowWater.next(QUEUE);
        if (look == null) {
            look = lowWater.fromTheBeginning(QUEUE, NOW);
        }
        look.found(List.of(found), exhausted);
        look.committed();
    }

    private List<Long> marks() {
        return Objects.requireNonNull(lowWater.next(QUEUE)).above();
    }

    /** A temporary queue for each request, for weeks. */
    @Test
    void marksOfQueuesThatNobodyFetchesFromAnyMoreAreDropped() {
        for (long queue = 1; queue <= 100_000; queue++) {
            LowWater.Look look = lowWater.fromTheBeginning(queue, NOW);
            look.found(List.of(), true);
            look.committed();
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
        }

        assertThat(lowWater.size()).isLessThan(3000);
        assertThat(lowWater.next(100_000)).isNotNull();
    }

    @Test
    void theFirstLookBeginsAtTheBeginning() {
        assertThat(lowWater.next(QUEUE)).isNull();
        assertThat(lowWater.fromTheBeginning(QUEUE, NOW).above()).isEqualTo(BEGINNING);
    }

    @Test
    void whereNothingIsLeftMarksRiseToTheLimitAndNoFurther() {
        look(true, delivery(LIMIT + 1000, 4));

        assertThat(marks()).isEqualTo(Collections.nCopies(LowWater.PRIORITIES, LIMIT));
    }

    @Test
    void whereMoreIsLeftMarksRiseToWhatWasClaimed() {
        look(false, delivery(LIMIT - 900, 7), delivery(LIMIT - 1000, 4));

        List<Long> marks = marks();
        assertThat(marks.subList(0, 4)).as("not looked at").containsOnly(0L);
        assertThat(marks.get(4)).isEqualTo(LIMIT - 1000);
        assertThat(marks.subList(5, 10)).as("nothing left there").containsOnly(LIMIT);
    }

    @Test
    void whatIsYoungerThanTheLimitMovesTheMarkToTheLimitOnly() {
        look(false, delivery(LIMIT + 1, 4));

        assertThat(marks().get(4)).isEqualTo(LIMIT);
    }

    @Test
    void aLookThatFoundNothingOutMovesNothing() {
        look(false);

        assertThat(marks()).isEqualTo(BEGINNING);
    }

    @Test
    void aClaimThatIsRolledBackMovesNothing() {
        lowWater.fromTheBeginning(QUEUE, NOW).found(List.of(delivery(LIMIT - 5, 4)), true);

        assertThat(lowWater.next(QUEUE)).isNull();
    }

    @Test
    void anOldTransactionThatIsUnderWayHoldsTheMarksBack() {
        LowWater.Look look = lowWater.fromTheBeginning(QUEUE, NOW - 60_000);
        look.found(List.of(), true);
        look.committed();

        assertThat(marks().get(4)).isEqualTo(DeliveryId.before(NOW - 60_000 - LowWater.SLACK_MILLIS));
    }

    @Test
    void whatReturnsAboveAllMarksChangesNothing() {
        look(true);

        lowWater.returned(LIMIT + 1);

        assertThat(lowWater.next(QUEUE)).isNotNull();
    }

    @Test
    void whatReturnsBelowAMarkIsSeenByTheNextLook() {
        look(true);

        lowWater.returned(LIMIT);

        assertThat(lowWater.next(QUEUE)).isNull();
    }

    /** The look did not see what returned while it was under way. */
    @Test
    void whatReturnsDuringALookIsSeenByTheNext() {
        LowWater.Look look = lowWater.fromTheBeginning(QUEUE, NOW);
        look.found(List.of(delivery(LIMIT - 5, 4)), true);
        lowWater.returned(LIMIT - 10);
        look.committed();

        assertThat(lowWater.next(QUEUE)).isNull();
    }

    /** A non-persistent message was in memory for long before its consumer closed. */
    @Test
    void whatGetsARowLateIsSeenByTheNextLook() {
        look(true);
        lowWater.written(List.of(sent(LIMIT + 1, Holder.READY), sent(LIMIT - 1, 7)));
        assertThat(lowWater.next(QUEUE)).isNotNull();

        lowWater.written(List.of(sent(LIMIT - 1, Holder.READY)));

        assertThat(lowWater.next(QUEUE)).isNull();
    }

    private static Batch sent(long id, long holder) {
        Batch batch = new Batch();
        batch.sends()
                .add(new Batch.NewDelivery(id, QUEUE, holder, delivery(id, 4).envelope(), 0));
        return batch;
    }

    @Test
    void marksAreForgottenAfterAWhileHoweverOftenTheyAreUsed() {
        look(true);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
        look(true);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));

        assertThat(lowWater.next(QUEUE))
                .as("other nodes may have returned something")
                .isNull();
    }

    @Test
    void aLimitThatIsOldIsDrawnAnewWithoutALookFromTheBeginning() {
        LowWater.Look slow = lowWater.fromTheBeginning(QUEUE, NOW);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(25));
        slow.found(List.of(), true);
        slow.committed();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));

        LowWater.Look next = Objects.requireNonNull(lowWater.next(QUEUE), "25 ms are spent every 10 s at most");
        assertThat(next.isLimitOld()).isTrue();
        next.draw(NOW + 6_000);
        next.found(List.of(), true);
        next.committed();

        assertThat(marks().get(4)).isEqualTo(DeliveryId.before(NOW + 6_000 - LowWater.SLACK_MILLIS));
        assertThat(Objects.requireNonNull(lowWater.next(QUEUE)).isLimitOld()).isFalse();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertThat(lowWater.next(QUEUE)).as("10 s are over").isNull();
    }

    @Test
    void evenALookThatTookForeverIsRepeated() {
        LowWater.Look slow = lowWater.fromTheBeginning(QUEUE, NOW);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
        slow.found(List.of(), true);
        slow.committed();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(20));

        assertThat(lowWater.next(QUEUE)).isNull();
    }

    @Test
    void queuesHaveTheirOwnMarks() {
        look(true);

        assertThat(lowWater.next(QUEUE + 1)).isNull();
        assertThat(marks().get(4)).isEqualTo(LIMIT);
    }
}
