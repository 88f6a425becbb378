// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.selector.Selector;
import io.oncemq.store.DeliveryRecords.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Looks for selectors, which may take long, are told from all others. */
class LocalQueueScanTest {
    private final StillContext context = new StillContext();
    private final LocalQueue queue = context.queue;

    @Test
    void nothingIsPlannedForASelectorWhileAnotherScanGoesOn() throws Exception {
        QueueConsumer selective = queue.consume(Selector.parse("colour = 'red'"), () -> {});
        selective.activate();
        assertThat(selective.takeOrAsk(claim -> {})).isNull();

        assertThat(queue.isToScan()).isTrue();
        assertThat(queue.planFetch(false)).isNull();
        assertThat(queue.planFetch(true)).as("it has not begun before").isInstanceOf(FetchPlan.Scan.class);
        assertThat(queue.isToScan()).as("it goes on").isFalse();
    }

    @Test
    void whatConsumersWithoutSelectorsWaitForIsPlannedMeanwhile() {
        QueueConsumer plain = queue.consume(null, () -> {});
        plain.activate();
        assertThat(plain.takeOrAsk(claim -> {})).isNull();

        assertThat(queue.isToScan()).isFalse();
        assertThat(queue.planFetch(false)).isInstanceOf(FetchPlan.Next.class);
    }

    /** Its id was given before those of the pages that were read before it was committed. */
    @Test
    void whatWasCommittedBehindAScanComesFirst() throws Exception {
        QueueConsumer selective = queue.consume(Selector.parse("JMSMessageID <> 'ID:1'"), () -> {});
        selective.activate();
        List<Long> got = new ArrayList<>();
        assertThat(selective.takeOrAsk(claim -> got.add(claim.id()))).isNull();
        FetchPlan.Scan scan = (FetchPlan.Scan) Objects.requireNonNull(queue.planFetch());
        send(500);
        send(1_600);

        queue.fetchedScan(
                scan, List.of(context.claim(1_500, 10, null)), new Place(4, 1_550), false, LocalQueue.Acquired.NOTHING);

        assertThat(got).isEmpty();
        FetchPlan.Adopt adopt = (FetchPlan.Adopt) Objects.requireNonNull(queue.planFetch());
        assertThat(adopt.ids()).containsExactly(500);
        queue.adopted(adopt, List.of(context.claim(500, 10, null)));
        assertThat(got).containsExactly(500L);
    }

    @Test
    void whatIsCommittedBehindAScanThatHasEndedIsLookedFor() throws Exception {
        QueueConsumer selective = queue.consume(Selector.parse("JMSMessageID = 'ID:500'"), () -> {});
        selective.activate();
        assertThat(selective.takeOrAsk(claim -> {})).isNull();
        Admission admission = queue.admit(StillContext.envelope(500, 10), true, 1);
        FetchPlan.Scan scan = (FetchPlan.Scan) Objects.requireNonNull(queue.planFetch());
        queue.fetchedScan(scan, List.of(), new Place(4, 1_550), false, LocalQueue.Acquired.NOTHING);

        queue.published(admission, context.claim(500, 10, null));

        assertThat(((FetchPlan.Scan) Objects.requireNonNull(queue.planFetch())).after())
                .isEqualTo(new Place(4, 499));
    }

    private void send(long id) {
        Admission admission = queue.admit(StillContext.envelope(id, 10), true, 1);
        queue.published(admission, context.claim(id, 10, null));
    }
}
