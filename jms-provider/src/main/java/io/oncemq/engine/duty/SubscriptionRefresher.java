// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.destination.Subscriptions;
import io.oncemq.store.StoreException;
import java.time.Duration;

/** Takes note of subscriptions that other nodes made or removed, so that they need not wait for this one. */
public final class SubscriptionRefresher implements Duty {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Subscriptions subscriptions;

    public SubscriptionRefresher(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public String name() {
        return "refresh of subscriptions";
    }

    @Override
    public Duration runOnce() throws StoreException {
        subscriptions.refresh();
        return INTERVAL;
    }
}
