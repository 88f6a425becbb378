// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.DestinationName;
import io.oncemq.store.DestinationRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a node remembers of the temporary destinations of others. */
class ForeignTemporaryTest {
    private final AtomicLong nanos = new AtomicLong();
    private final List<Long> forgotten = new ArrayList<>();
    private final ForeignTemporary foreign = new ForeignTemporary(nanos::get, forgotten::add);

    private static DestinationName name(long id) {
        return new DestinationName(DestinationName.Kind.TEMPORARY_QUEUE, "t" + id);
    }

    private void put(long id) {
        foreign.put(new DestinationRecord(id, name(id), 7));
    }

    @Test
    void itIsTrustedForAWhileOnly() {
        put(1);
        nanos.addAndGet(ForeignTemporary.TRUSTED_NANOS);
        assertThat(foreign.get(name(1))).isNotNull();

        nanos.incrementAndGet();

        assertThat(foreign.get(name(1))).isNull();
        foreign.remove(name(1));
        assertThat(forgotten).containsExactly(1L);
    }

    @Test
    void thoseFoundLongestAgoGoFirst() {
        for (long id = 1; id <= ForeignTemporary.LIMIT; id++) {
            put(id);
        }
        put(1);
        assertThat(forgotten).isEmpty();

        put(0);

        assertThat(forgotten).containsExactly(2L);
        assertThat(foreign.get(name(1))).isNotNull();
    }
}
