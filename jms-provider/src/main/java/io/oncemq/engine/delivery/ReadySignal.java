// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

/**
 * Told, after the commit, of deliveries that are ready in the store for any node, so that others look. Called by any
 * thread, never under a lock; returns at once.
 */
public interface ReadySignal {
    /** For a node that tells nobody. */
    ReadySignal NONE = new ReadySignal() {
        @Override
        public void ready(long queueId) {}

        @Override
        public void sent(long queueId) {}

        @Override
        public void anyReady() {}
    };

    /** The queue has some, perhaps old ones. */
    void ready(long queueId);

    /** The queue has some that this node has just sent. */
    void sent(long queueId);

    /** Some queues have, and it is not known which. */
    void anyReady();
}
