// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How much a queue fetches ahead of a backlog without end, by what the bodies take. */
class LocalQueueMemoryTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final long WINDOW = 16 * MEBIBYTE;

    private final StillContext context = new StillContext();
    private final LocalQueue queue = context.queue;
    private long lastId;
    private int fetched;

    @Test
    void nothingIsFetchedAheadOnceTheBodiesFillTheWindow() {
        QueueConsumer consumer = consumer();

        for (int round = 0; round < 50; round++) {
            assertThat(consumer.take() == null).isEqualTo(round == 0);
            fetchAll(MEBIBYTE, null);
        }

        assertThat(fetched - 49).isLessThanOrEqualTo(17);
        assertThat(queue.isHungry()).isFalse();
    }

    @Test
    void aBodyLargerThanTheWindowIsFetchedWhenNothingIsAtHand() {
        QueueConsumer consumer = consumer();
        assertThat(consumer.take()).isNull();
        fetch(2 * (int) WINDOW, null);
        assertThat(queue.planFetch()).as("there is one at hand").isNull();

        assertThat(consumer.take()).isNotNull();
        while (consumer.take() != null) {
            // The first fetch did not know how large they are.
        }

        assertThat(queue.isHungry()).isTrue();
        assertThat(fetch(2 * (int) WINDOW, null))
                .as("one at a time from now on")
                .isEqualTo(1);
    }

    @Test
    void smallMessagesFillTheWindowInTwoFetches() {
        assertThat(consumer().take()).isNull();

        fetch(100, null);
        fetch(100, null);

        assertThat(fetched).isGreaterThanOrEqualTo(32);
        assertThat(queue.planFetch()).isNull();
    }

    /** One consumer works on a group that the store has plenty of; another waits for anything else. */
    @Test
    void aBusyGroupThatFillsTheWindowIsLeftOut() {
        QueueConsumer busy = consumer();
        assertThat(busy.take()).isNull();
        fetch(MEBIBYTE, "g");
        assertThat(busy.take()).isNotNull();
        QueueConsumer other = consumer();

        for (int round = 0; round < 100; round++) {
            assertThat(other.take()).isNull();
            FetchPlan.Next plan = (FetchPlan.Next) Objects.requireNonNull(queue.planFetch());
            boolean leftOut = plan.without().contains("g");
            bring(plan, MEBIBYTE, "g", leftOut ? 0 : plan.limit());
        }

        assertThat(fetched).isLessThanOrEqualTo(18);
    }

    private QueueConsumer consumer() {
        QueueConsumer consumer = queue.consume(null, () -> {});
        consumer.activate();
        return consumer;
    }

    private void fetchAll(int bodyBytes, @Nullable String group) {
        for (FetchPlan plan = queue.planFetch(); plan != null; plan = queue.planFetch()) {
            bring((FetchPlan.Next) plan, bodyBytes, group, ((FetchPlan.Next) plan).limit());
        }
    }

    private int fetch(int bodyBytes, @Nullable String group) {
        FetchPlan.Next plan = (FetchPlan.Next) Objects.requireNonNull(queue.planFetch());
        bring(plan, bodyBytes, group, plan.limit());
        return plan.limit();
    }

    private void bring(FetchPlan.Next plan, int bodyBytes, @Nullable String group, int count) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            claims.add(context.claim(++lastId, bodyBytes, group));
        }
        fetched += count;
        queue.fetchedNext(plan, claims, false, group != null);
    }
}
