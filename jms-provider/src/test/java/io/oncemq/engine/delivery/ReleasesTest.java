// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.Lane;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.Batch;
import io.oncemq.store.Holder;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasesTest {
    private static final long ID = 77;

    private final MemoryStore store = new MemoryStore(true, 1, () -> 1_000_000);
    private final StillContext context = new StillContext();
    private final List<List<Long>> holdersWhenTold = new ArrayList<>();

    @Test
    void thePromoterIsToldOfADelayedRedeliveryOnceItIsWritten() throws Exception {
        reject(Duration.ofMillis(500));

        assertThat(holdersWhenTold).containsExactly(List.of(Holder.DELAYED));
    }

    @Test
    void thePromoterIsLeftAloneByARedeliveryAtOnce() throws Exception {
        reject(Duration.ZERO);

        assertThat(holdersWhenTold).isEmpty();
        assertThat(store.holders(context.queue.id())).singleElement().isNotEqualTo(Holder.DELAYED);
    }

    private void reject(Duration redeliveryDelay) throws Exception {
        EngineListener listener = new EngineListener() {};
        EngineSettings settings = EngineFixture.settings("node", 10, redeliveryDelay);
        DatabaseClock clock = new DatabaseClock(() -> 0);
        LeaseKeeper leases = new LeaseKeeper(store, settings, clock, () -> 0, listener);
        leases.beat();
        NodeLease lease = leases.current();
        try (Lane lane = new Lane(0, store, leases, Duration.ofSeconds(20), listener, null)) {
            Batch batch = new Batch();
            batch.sends()
                    .add(new Batch.NewDelivery(ID, context.queue.id(), lease.id(), StillContext.envelope(ID, 10), 0));
            lane.commit(lease, batch);
            Releases releases = new Releases(
                    lane,
                    leases,
                    name -> context.queue,
                    clock,
                    settings,
                    listener,
                    () -> holdersWhenTold.add(store.holders(context.queue.id())));

            releases.reject(List.of(Claim.stored(context.queue, lease, ID, 0, StillContext.envelope(ID, 10))), null);
        }
    }
}
