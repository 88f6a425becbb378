// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.testkit.MemoryStore;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of memberships when a node loses its lease. */
class MembershipsTest {
    private static final SubscriptionRecord ASKED = new SubscriptionRecord(0, 1, "", "news", false, true, "", false, 0);

    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final MemoryStore store = new MemoryStore(false, 1, millis::get);
    private final Participant one = new Participant();
    private final Participant two = new Participant();

    private final class Participant {
        final LeaseKeeper leases = new LeaseKeeper(
                store,
                EngineSettings.DEFAULTS,
                new DatabaseClock(System::nanoTime),
                System::nanoTime,
                new EngineListener() {});
        final Memberships memberships = new Memberships(store.subscriptions(), leases);

        NodeLease lease() {
            return Objects.requireNonNull(leases.currentOrNull());
        }

        long create() throws Exception {
            return memberships.create(ASKED, lease()).id();
        }

        long lose() {
            NodeLease lease = lease();
            leases.lose(lease, "test");
            return lease.id();
        }
    }

    @BeforeEach
    void begin() throws Exception {
        one.leases.beat();
        two.leases.beat();
    }

    private boolean exists(long id) throws Exception {
        return store.subscriptions().list().stream().anyMatch(record -> record.id() == id);
    }

    @Test
    void itIsJoinedAgainUnderTheNextLease() throws Exception {
        long id = one.create();
        assertThat(two.memberships.join(id)).isTrue();
        store.leases().rescue(one.lose());
        one.leases.beat();

        assertThat(one.memberships.refresh()).isEmpty();

        assertThat(two.memberships.leave(id)).isFalse();
        assertThat(exists(id)).isTrue();
        assertThat(one.memberships.leave(id)).isTrue();
        assertThat(exists(id)).isFalse();
        assertThat(one.memberships.isEmpty()).isTrue();
    }

    @Test
    void theNextConsumerJoinsUnderTheNextLeaseWithoutWaiting() throws Exception {
        long id = one.create();
        two.memberships.join(id);
        store.leases().rescue(one.lose());
        one.leases.beat();

        assertThat(one.memberships.join(id)).isTrue();

        assertThat(two.memberships.leave(id)).isFalse();
        assertThat(exists(id)).isTrue();
    }

    @Test
    void whatEndedMeanwhileIsTold() throws Exception {
        long id = one.create();
        store.leases().rescue(one.lose());
        one.leases.beat();

        assertThat(one.memberships.refresh()).containsExactly(id);

        assertThat(one.memberships.isEmpty()).isTrue();
        assertThat(one.memberships.refresh()).isEmpty();
    }

    @Test
    void whatIsGivenUpIsLeftByTheNextRefresh() throws Exception {
        long id = one.create();
        one.memberships.giveUp(id);
        assertThat(exists(id)).isTrue();

        assertThat(one.memberships.refresh()).containsExactly(id);

        assertThat(exists(id)).isFalse();
    }

    @Test
    void whatIsTakenUpAgainIsNotLeft() throws Exception {
        long id = one.create();
        one.memberships.giveUp(id);

        assertThat(one.memberships.join(id)).isTrue();
        assertThat(one.memberships.refresh()).isEmpty();

        assertThat(exists(id)).isTrue();
    }
}
