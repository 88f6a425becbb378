// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import io.oncemq.store.MessageStore;
import io.oncemq.testkit.MemoryStore;

class XaPitfallsOnMemoryTest extends XaPitfalls {
    private final MemoryStore store = new MemoryStore(false, 1, System::currentTimeMillis);

    @Override
    MessageStore openStore() {
        return store;
    }
}
