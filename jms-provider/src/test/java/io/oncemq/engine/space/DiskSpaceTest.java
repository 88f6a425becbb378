// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.store.SpaceRecords;
import io.oncemq.store.StoreFullException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {
    private final List<String> told = new ArrayList<>();
    private OptionalLong free = OptionalLong.of(5_000);
    private final DiskSpace disk = new DiskSpace(new Disk(), 1_000, new Told());

    private void probe(long freeBytes) {
        free = OptionalLong.of(freeBytes);
        disk.probe();
    }

    @Test
    void sendsAreRefusedBelowTheLimitAndTakenAgainFivePercentAboveIt() throws Exception {
        probe(1_000);
        disk.require();

        probe(999);
        assertThatThrownBy(disk::require)
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("999 bytes free")
                .hasMessageContaining("minFreeDisk wants 1000");
        probe(500);
        probe(1_049);
        assertThatThrownBy(disk::require).isInstanceOf(StoreFullException.class);
        probe(1_050);
        disk.require();

        assertThat(told).containsExactly("full", "available");
    }

    @Test
    void aVolumeThatDoesNotAnswerChangesNothing() throws Exception {
        free = OptionalLong.empty();
        disk.probe();

        disk.require();
        assertThat(disk.isWatched()).isFalse();
    }

    @Test
    void withoutALimitNothingIsAsked() {
        DiskSpace unlimited = new DiskSpace(new Disk(), 0, new Told());
        free = OptionalLong.of(0);

        unlimited.probe();

        assertThat(unlimited.isWatched()).isFalse();
        assertThatCode(unlimited::require).doesNotThrowAnyException();
    }

    private final class Told implements EngineListener {
        @Override
        public void spaceExhausted(String what, String reason) {
            told.add("full");
        }

        @Override
        public void spaceAvailable(String what, String setting) {
            told.add("available");
        }
    }

    private final class Disk implements SpaceRecords {
        @Override
        public OptionalLong freeDiskBytes() {
            return free;
        }

        @Override
        public Amount all(boolean withBytes) {
            return Amount.NOTHING;
        }

        @Override
        public Map<Long, Amount> queues(Collection<Long> queueIds, boolean withBytes) {
            return Map.of();
        }
    }
}
