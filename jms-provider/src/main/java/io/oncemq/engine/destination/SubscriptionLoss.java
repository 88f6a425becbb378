// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import org.jspecify.annotations.Nullable;

/**
 * How whoever has a consumer hears that its subscription has ended, or went to another node, while this node had lost its lease.
 * Happens at most once. Safe for any thread: the state is guarded by this object's monitor, under which nobody is told.
 */
public final class SubscriptionLoss {
    private boolean happened;
    private @Nullable Runnable listener;

    /**
     * Says who is to hear of it, at once if it has happened.
     *
     * @param listener must not wait; of another thread, before the consumer is closed
     */
    public void onLoss(Runnable listener) {
        synchronized (this) {
            this.listener = listener;
            if (!happened) {
                return;
            }
        }
        listener.run();
    }

    void happened() {
        Runnable told;
        synchronized (this) {
            happened = true;
            told = listener;
        }
        if (told != null) {
            told.run();
        }
    }
}
