// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.space;

import io.oncemq.store.MessageStore;
import io.oncemq.testkit.MemoryStore;

class SpaceOnMemoryTest extends SpaceContract {
    private final MemoryStore store = new MemoryStore(true, 1, System::currentTimeMillis);

    @Override
    MessageStore openStore() {
        return store;
    }

    @Override
    int rowCount() {
        return store.rowCount();
    }
}
