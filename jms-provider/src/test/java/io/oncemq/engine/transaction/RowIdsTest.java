// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.destination.Origin;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.DeliveryId;
import io.oncemq.store.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RowIdsTest {
    private static final long START = 1_800_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final DatabaseClock clock = new DatabaseClock(nanos::get);
    private final NodeLease lease = new NodeLease(new Lease(7, 3, START));
    private final List<Work.Sent> sends = new ArrayList<>();

    RowIdsTest() {
        clock.set(START);
    }

    private void send() {
        Envelope envelope = new Envelope.Builder(DestinationName.queue("orders"), BodyKind.TEXT)
                .id(clock.nextId(lease.slot()))
                .build();
        sends.add(new Work.Sent(envelope, new Origin(1, "")));
    }

    private List<Long> ids() {
        RowIds ids = RowIds.of(sends, clock, lease);
        return sends.stream().map(sent -> ids.of(sent.envelope())).toList();
    }

    @Test
    void aMessageSentJustNowIsStoredUnderItsOwnId() {
        send();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        send();

        assertThat(ids())
                .containsExactlyElementsOf(
                        sends.stream().map(sent -> sent.envelope().id()).toList());
    }

    @Test
    void theMessagesOfALongTransactionAreStoredAsIfSentNowInTheirOrder() {
        send();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
        send();

        List<Long> ids = ids();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(ids).allSatisfy(id -> assertThat(DeliveryId.millis(id)).isEqualTo(START + 6_000));
        assertThat(ids.get(0))
                .as("behind what was sent before")
                .isGreaterThan(sends.get(1).envelope().id());
    }

    @Test
    void nothingSentNeedsNoIds() {
        assertThat(ids()).isEmpty();
    }
}
