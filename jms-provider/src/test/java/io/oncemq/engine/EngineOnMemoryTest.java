// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine;

import io.oncemq.store.MessageStore;
import io.oncemq.testkit.MemoryStore;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

class EngineOnMemoryTest extends EngineContract {
    private final MemoryStore store = new MemoryStore(true, 1, System::currentTimeMillis);

    @Override
    MessageStore newStore() {
        return store;
    }

    @Override
    List<Long> holders(long queueId) {
        return store.holders(queueId);
    }

    @Override
    int rowCount() {
        return store.rowCount();
    }

    @Override
    void stir(int round) {
        store.aroundCommit = () -> {
            int choice = ThreadLocalRandom.current().nextInt(8);
            if (round % 3 == 0 && choice < 4) {
                Thread.onSpinWait();
            } else if (round % 3 == 1 && choice == 0) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(300));
            }
        };
    }
}
