// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import io.oncemq.testkit.MemoryStore;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of memberships when a node loses its lease. */
class MembershipsTest {
    private static final SubscriptionRecord ASKED = new SubscriptionRecord(0, 1, "", "news", false, true, "", false, 0);

    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final MemoryStore store = new MemoryStore(false, 1, millis::get);
    private boolean loseAnswers;
    private final Participant one = new Participant();
    private final Participant two = new Participant();

    private final class Participant {
        final LeaseKeeper leases = new LeaseKeeper(
                store,
                EngineSettings.DEFAULTS,
                new DatabaseClock(System::nanoTime),
                System::nanoTime,
                new EngineListener() {});
        final Memberships memberships = new Memberships(forgetful(store.subscriptions()), leases);

        NodeLease lease() {
            return Objects.requireNonNull(leases.currentOrNull());
        }

        long create() throws Exception {
            return memberships.create(ASKED, lease()).id();
        }

        boolean join(long id) throws Exception {
            return memberships.join(new SubscriptionRecord(id, 1, "", "news", false, true, "", false, 0));
        }

        /** What is found to be gone, and what is made again, as a negative number. */
        List<Long> refresh() throws Exception {
            List<Long> heard = new ArrayList<>();
            memberships.refresh(new Memberships.Changes() {
                @Override
                public void gone(long id) {
                    heard.add(id);
                }

                @Override
                public void remade(long id) {
                    heard.add(-id);
                }
            });
            return heard;
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
        assertThat(two.join(id)).isTrue();
        store.leases().rescue(one.lose());
        one.leases.beat();

        assertThat(one.refresh()).isEmpty();

        assertThat(two.memberships.leave(id)).isFalse();
        assertThat(exists(id)).isTrue();
        assertThat(one.memberships.leave(id)).isTrue();
        assertThat(exists(id)).isFalse();
        assertThat(one.memberships.isEmpty()).isTrue();
    }

    @Test
    void theNextConsumerJoinsUnderTheNextLeaseWithoutWaiting() throws Exception {
        long id = one.create();
        two.join(id);
        store.leases().rescue(one.lose());
        one.leases.beat();

        assertThat(one.join(id)).isTrue();

        assertThat(two.memberships.leave(id)).isFalse();
        assertThat(exists(id)).isTrue();
    }

    @Test
    void whatEndedMeanwhileIsTold() throws Exception {
        long id = one.create();
        store.leases().rescue(one.lose());
        one.leases.beat();

        assertThat(one.refresh()).containsExactly(id);

        assertThat(one.memberships.isEmpty()).isTrue();
        assertThat(one.refresh()).isEmpty();
    }

    @Test
    void whatIsGivenUpIsLeftByTheNextRefresh() throws Exception {
        long id = one.create();
        one.memberships.giveUp(id);
        assertThat(exists(id)).isTrue();

        assertThat(one.refresh()).containsExactly(id);

        assertThat(exists(id)).isFalse();
    }

    @Test
    void anUnsharedOneThatIsGivenUpIsRemovedByTheNextRefresh() throws Exception {
        long id = one.memberships.create(unshared(), one.lease()).id();
        one.memberships.giveUp(id);
        assertThat(exists(id)).isTrue();

        assertThat(one.refresh()).containsExactly(id);

        assertThat(exists(id)).isFalse();
        assertThat(one.memberships.isEmpty()).isTrue();
    }

    @Test
    void whatWasMadeAlthoughNobodyCouldSaySoIsRemovedByTheNextRefresh() throws Exception {
        long used = one.memberships.create(unshared(), one.lease()).id();
        loseAnswers = true;
        assertThatThrownBy(() -> one.memberships.create(unshared(), one.lease()))
                .isInstanceOf(CommitOutcomeUnknownException.class);
        assertThatThrownBy(() -> one.memberships.create(ASKED, one.lease()))
                .isInstanceOf(CommitOutcomeUnknownException.class);
        loseAnswers = false;
        assertThat(store.subscriptions().list()).hasSize(3);

        assertThat(one.refresh()).hasSize(2).doesNotContain(used);

        assertThat(store.subscriptions().list())
                .extracting(SubscriptionRecord::id)
                .containsExactly(used);
    }

    private SubscriptionRecord unshared() {
        return new SubscriptionRecord(
                0, 1, "", "", false, false, "", false, one.lease().id());
    }

    /** Creates, and does not say so while {@link #loseAnswers}. */
    private SubscriptionRecords forgetful(SubscriptionRecords records) {
        return (SubscriptionRecords) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SubscriptionRecords.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(records, arguments);
                    if (loseAnswers && method.getName().startsWith("create")) {
                        throw new CommitOutcomeUnknownException("no answer", null);
                    }
                    return result;
                });
    }

    @Test
    void whatIsTakenUpAgainIsNotLeft() throws Exception {
        long id = one.create();
        one.memberships.giveUp(id);

        assertThat(one.join(id)).isTrue();
        assertThat(one.refresh()).isEmpty();

        assertThat(exists(id)).isTrue();
    }
}
