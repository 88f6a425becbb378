// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a node. Of several the last is for what is large; a session asks for one of the others and keeps it. The
 * more sessions share a lane, the more of them share a commit.
 */
public final class Lanes implements AutoCloseable {
    private final List<Lane> lanes = new ArrayList<>();
    private final @Nullable Lane large;
    private final AtomicInteger next = new AtomicInteger();

    public Lanes(MessageStore store, LeaseKeeper leases, EngineSettings settings, EngineListener listener) {
        int last = store.laneCount() - 1;
        large = last == 0 ? null : new Lane(last, store, leases, settings.storeTimeout(), listener, null);
        for (int number = 0; number < Math.max(1, last); number++) {
            lanes.add(new Lane(number, store, leases, settings.storeTimeout(), listener, large));
        }
    }

    /** The lane for a new session. */
    public Lane assign() {
        return lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size()));
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
        if (large != null) {
            large.close();
        }
    }
}
