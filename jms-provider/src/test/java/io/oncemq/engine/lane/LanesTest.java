// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.message.DestinationName;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {
    private static final DestinationName QUEUE = DestinationName.queue("orders");

    private final List<Integer> committed = new ArrayList<>();

    private EngineFixture node(int lanes) throws Exception {
        EngineListener listener = new EngineListener() {
            @Override
            public void groupCommitted(int lane, int batches) {
                committed.add(lane);
            }
        };
        return EngineFixture.open(
                new MemoryStore(true, lanes, System::currentTimeMillis),
                EngineFixture.settings("node", 10, Duration.ZERO),
                listener,
                purpose -> false);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, 0", "2, 0, 0, 1", "3, 0, 1, 2"})
    void sessionsShareAllLanesButTheLastWhichIsForWhatIsLarge(int lanes, int one, int other, int large)
            throws Exception {
        EngineFixture node = node(lanes);
        // The engine's own releases have the first.
        node.engine().assignLane();
        committed.clear();

        node.send(QUEUE, "small");
        node.send(QUEUE, "small");
        node.send(QUEUE, "x".repeat(300_000));
        node.send(QUEUE, Collections.nCopies(501, "many").toArray(String[]::new));

        assertThat(committed).hasSize(4);
        assertThat(committed.subList(0, 2)).containsExactlyInAnyOrder(one, other);
        assertThat(committed.subList(2, 4)).containsOnly(large);
        node.close();
    }
}
