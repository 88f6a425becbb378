// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.lane;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The lanes of a node. A session asks for one and keeps it, so that what it writes stays in order. */
public final class Lanes implements AutoCloseable {
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    public Lanes(MessageStore store, LeaseKeeper leases, EngineSettings settings, EngineListener listener) {
        for (int number = 0; number < store.laneCount(); number++) {
            lanes.add(new Lane(number, store, leases, settings.storeTimeout(), listener));
        }
    }

    /** The lane for a new session. */
    public Lane assign() {
        return lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size()));
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
    }
}
