// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.message.DestinationName;
import io.oncemq.message.DestinationName.Kind;
import io.oncemq.store.DestinationRecords;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.Intercepted;
import io.oncemq.testkit.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of temporary destinations while the store does not answer. */
class DestinationsTest {
    private final MessageStore memory = new MemoryStore(false, 1, System::currentTimeMillis);
    private final EngineSettings settings = EngineFixture.settings("node", 10, Duration.ZERO);
    private MessageStore store;
    private boolean refusing;
    private boolean losingAnswers;
    private int finds;
    private EngineFixture node;

    @BeforeEach
    void open() throws Exception {
        DestinationRecords records = Intercepted.of(DestinationRecords.class, memory.destinations(), (method, call) -> {
            if (refusing && method.equals("delete")) {
                throw new StoreUnavailableException("no answer", null);
            }
            finds += method.equals("find") ? 1 : 0;
            Object result = call.go();
            if (losingAnswers && method.equals("create")) {
                throw new StoreUnavailableException("its answer was lost", null);
            }
            return result;
        });
        store = Intercepted.of(
                MessageStore.class, memory, (method, call) -> method.equals("destinations") ? records : call.go());
        node = EngineFixture.open(
                store, EngineFixture.settings("node", 10, Duration.ZERO), new EngineListener() {}, purpose -> false);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    private boolean isThere(DestinationName name) throws StoreException {
        return memory.destinations().find(name).isPresent();
    }

    @Test
    void whatCouldNotBeDeletedIsDeletedAsSoonAsTheStoreAnswers() throws Exception {
        Destinations destinations = node.engine().destinations();
        DestinationName replies = destinations.createTemporary(Kind.TEMPORARY_QUEUE);
        refusing = true;
        assertThatThrownBy(() -> destinations.delete(replies)).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(destinations::deleteLeft).isInstanceOf(StoreUnavailableException.class);
        assertThat(isThere(replies)).isTrue();

        refusing = false;
        destinations.deleteLeft();

        assertThat(isThere(replies)).isFalse();
    }

    @Test
    void nothingIsNotedThatWasNeverMade() throws Exception {
        LeaseKeeper leases = new LeaseKeeper(
                store, settings, new DatabaseClock(System::nanoTime), System::nanoTime, new EngineListener() {});
        leases.close();
        Destinations destinations =
                new Destinations(store.destinations(), leases, node.engine().queues(), settings);
        assertThatThrownBy(() -> destinations.createTemporary(Kind.TEMPORARY_QUEUE))
                .isInstanceOf(StoreUnavailableException.class);
        finds = 0;

        destinations.deleteLeft();

        assertThat(finds).isZero();
    }

    /** The thread that does it rescues other nodes' messages, too. */
    @Test
    void afterALongOutageSomeAreDeletedAtOnceAndTheOthersLater() throws Exception {
        Destinations destinations = node.engine().destinations();
        int before = memory.destinations().list().size();
        List<DestinationName> replies = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            replies.add(destinations.createTemporary(Kind.TEMPORARY_QUEUE));
        }
        refusing = true;
        for (DestinationName each : replies) {
            assertThatThrownBy(() -> destinations.delete(each)).isInstanceOf(StoreUnavailableException.class);
        }
        refusing = false;

        destinations.deleteLeft();
        assertThat(memory.destinations().list()).hasSize(before + 10);

        destinations.deleteLeft();
        assertThat(memory.destinations().list()).hasSize(before);
    }

    @Test
    void whatWasMadeWithoutAnAnswerDoesNotStay() throws Exception {
        Destinations destinations = node.engine().destinations();
        int before = memory.destinations().list().size();
        losingAnswers = true;
        assertThatThrownBy(() -> destinations.createTemporary(Kind.TEMPORARY_QUEUE))
                .isInstanceOf(StoreUnavailableException.class);
        losingAnswers = false;

        destinations.deleteLeft();

        assertThat(memory.destinations().list()).hasSize(before);
    }
}
