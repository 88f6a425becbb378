// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.wakeup;

import java.util.List;

/** What hints do on this node. Called by the thread that listens. */
public interface Woken {
    /** These queues may have something ready, perhaps old. */
    void wake(List<Long> queueIds);

    /** Another node has sent to these queues. */
    void sent(List<Long> queueIds);

    /** Any queue may have: the store is to be asked which. */
    void look();

    /** Subscriptions, users or nodes may be others. */
    void changed();
}
