// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.SpaceLimits;
import io.oncemq.engine.space.SpaceGuard;
import io.oncemq.store.SpaceRecords;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Measuring takes a twentieth of the time at most. */
class SpaceMeasurerTest {
    private final SlowStore store = new SlowStore();
    private final SpaceMeasurer measurer = new SpaceMeasurer(
            new SpaceGuard(store, new SpaceLimits(0, 0, 1, 0, 0), id -> "", new EngineListener() {}),
            () -> store.nanos);

    @Test
    void aQuickMeasurementIsRepeatedEveryTwoSeconds() throws Exception {
        store.takes = Duration.ofMillis(20);

        assertThat(measurer.runOnce()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aSlowOneIsRepeatedLessOften() throws Exception {
        store.takes = Duration.ofSeconds(3);

        assertThat(measurer.runOnce()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void oneThatFailsLateIsNotRepeatedAtOnce() throws Exception {
        store.takes = Duration.ofSeconds(30);
        store.fails = true;
        assertThatThrownBy(measurer::runOnce).isInstanceOf(StoreUnavailableException.class);

        store.nanos += Duration.ofSeconds(1).toNanos();
        assertThat(measurer.runOnce()).isEqualTo(Duration.ofSeconds(599));

        assertThat(store.asked).isEqualTo(1);
    }

    private static final class SlowStore implements SpaceRecords {
        long nanos = 17;
        Duration takes = Duration.ZERO;
        boolean fails;
        int asked;

        @Override
        public OptionalLong freeDiskBytes() {
            return OptionalLong.empty();
        }

        @Override
        public Amount all(boolean withBytes) throws StoreException {
            asked++;
            nanos += takes.toNanos();
            if (fails) {
                throw new StoreUnavailableException("timed out", null);
            }
            return Amount.NOTHING;
        }

        @Override
        public Map<Long, Amount> queues(Collection<Long> queueIds, boolean withBytes) {
            return Map.of();
        }
    }
}
