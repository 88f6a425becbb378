// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.Envelope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Local senders go on while what became ready during a fetch is adopted. */
class LocalQueueAdoptionTest {
    private static final int WINDOW_BYTES = 16 * 1024 * 1024;

    private final StillContext context = new StillContext();
    private final LocalQueue queue = context.queue;
    private final Map<Long, Claim> ready = new TreeMap<>();
    private final List<Long> sent = new ArrayList<>();
    private long lastId;

    @Test
    void adoptionEndsWhileSendsGoOnThatThereIsNoRoomFor() {
        QueueConsumer consumer = consumer();
        startAdopting(consumer, WINDOW_BYTES);

        int rounds = 0;
        while (queue.planFetch() instanceof FetchPlan.Adopt adopt) {
            assertThat(++rounds).as("rounds").isLessThan(10);
            send();
            adopt(adopt);
            send();
        }

        assertThat(takeAll(consumer)).isEqualTo(sent);
    }

    @Test
    void adoptionEndsWhileSendsGoOnAndThereIsRoom() {
        QueueConsumer consumer = consumer();
        startAdopting(consumer, 10);

        int rounds = 0;
        while (queue.planFetch() instanceof FetchPlan.Adopt adopt) {
            assertThat(++rounds).as("rounds").isLessThan(10);
            send();
            assertThat(consumer.take()).as("a stray is to come first").isNull();
            adopt(adopt);
        }

        assertThat(takeAll(consumer)).isEqualTo(sent);
    }

    private QueueConsumer consumer() {
        QueueConsumer consumer = queue.consume(null, () -> {});
        consumer.activate();
        return consumer;
    }

    /** A fetch brings all there was when it began; meanwhile one more was sent. */
    private void startAdopting(QueueConsumer consumer, int bodyBytes) {
        assertThat(consumer.take()).isNull();
        FetchPlan.Next first = (FetchPlan.Next) Objects.requireNonNull(queue.planFetch());
        Claim claim = context.claim(++lastId, bodyBytes, null);
        sent.add(claim.id());
        send();
        queue.fetchedNext(first, List.of(claim), true, false);
        assertThat(consumer.take()).as("a stray is to come first").isNull();
    }

    private void send() {
        Envelope envelope = StillContext.envelope(++lastId, 10);
        sent.add(lastId);
        Admission admission = queue.admit(envelope, true, 1);
        Claim claim = context.claim(lastId, 10, null);
        if (admission.placement() == Placement.READY) {
            ready.put(claim.id(), claim);
        }
        queue.published(admission, claim);
    }

    private void adopt(FetchPlan.Adopt plan) {
        List<Claim> claims = new ArrayList<>();
        for (long id : plan.ids()) {
            claims.add(Objects.requireNonNull(ready.remove(id)));
        }
        queue.adopted(plan, claims);
    }

    private List<Long> takeAll(QueueConsumer consumer) {
        List<Long> taken = new ArrayList<>();
        while (taken.size() < sent.size()) {
            Claim claim = consumer.take();
            if (claim == null) {
                FetchPlan.Next plan =
                        (FetchPlan.Next) Objects.requireNonNull(queue.planFetch(), () -> "after " + taken);
                List<Claim> claims = ready.values().stream().limit(plan.limit()).toList();
                ready.values().removeAll(claims);
                queue.fetchedNext(plan, claims, ready.isEmpty(), false);
            } else {
                taken.add(claim.id());
            }
        }
        assertThat(taken).doesNotHaveDuplicates();
        assertThat(Collections.max(taken)).isEqualTo(lastId);
        return taken;
    }
}
