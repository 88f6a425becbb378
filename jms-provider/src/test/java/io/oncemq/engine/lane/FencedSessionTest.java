// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.Leases;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.testkit.Intercepted;
import io.oncemq.testkit.MemoryStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that answers everything but the commits of a lane. */
@Timeout(60)
class FencedSessionTest {
    private final MessageStore memory = new MemoryStore(false, 1, System::currentTimeMillis);
    private int writes;
    private int answered;
    private int settled;
    private NodeLease lease;
    private FencedSession session;

    @BeforeEach
    void open() throws Exception {
        StoreSession unanswered = Intercepted.of(StoreSession.class, memory.openSession("lane 0"), (method, call) -> {
            if (method.equals("write") && ++writes != answered) {
                throw new CommitOutcomeUnknownException("no answer", null);
            }
            return null;
        });
        Leases leases = Intercepted.of(Leases.class, memory.leases(), (method, call) -> {
            if (method.equals("settle")) {
                settled++;
                return false;
            }
            return call.go();
        });
        MessageStore store = Intercepted.of(MessageStore.class, memory, (method, call) -> switch (method) {
            case "openSession" -> unanswered;
            case "leases" -> leases;
            default -> call.go();
        });
        EngineListener listener = new EngineListener() {};
        LeaseKeeper keeper = new LeaseKeeper(
                store, EngineSettings.DEFAULTS, new DatabaseClock(System::nanoTime), System::nanoTime, listener);
        keeper.beat();
        lease = keeper.current();
        session = new FencedSession(0, store, keeper, listener);
    }

    @Test
    void whatDidNotHappenIsWrittenAgain() throws Exception {
        answered = 3;

        session.write(lease, System.nanoTime() + Duration.ofMinutes(5).toNanos(), List.of());

        assertThat(writes).isEqualTo(3);
        assertThat(settled).isEqualTo(2);
    }

    @Test
    void aBatchWhoseCommitIsNeverAnsweredIsGivenUpInTimeAndTheLeaseStays() {
        long passed = System.nanoTime() - 1;

        assertThatThrownBy(() -> session.write(lease, passed, List.of()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("nothing was written")
                .hasRootCauseInstanceOf(CommitOutcomeUnknownException.class);

        assertThat(settled).isEqualTo(1);
        assertThat(lease.isLost()).isFalse();
    }
}
