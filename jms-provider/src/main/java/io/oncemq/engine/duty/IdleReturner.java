// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.delivery.LocalQueues;
import java.time.Duration;

/** Lets go of deliveries that were kept at hand for consumers which do not ask any more, so that other nodes get them. */
public final class IdleReturner implements Duty {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final LocalQueues queues;

    public IdleReturner(LocalQueues queues) {
        this.queues = queues;
    }

    @Override
    public String name() {
        return "return of idle deliveries";
    }

    @Override
    public Duration runOnce() {
        queues.returnIdle();
        return INTERVAL;
    }
}
