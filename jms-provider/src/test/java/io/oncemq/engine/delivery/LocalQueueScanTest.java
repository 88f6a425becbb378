// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.selector.Selector;
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
}
