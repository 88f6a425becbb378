// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.security.Security;
import io.oncemq.store.StoreException;
import java.time.Duration;

/** Takes note of users and permissions that were changed on other nodes. */
public final class SecurityRefresher implements Duty {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Security security;

    public SecurityRefresher(Security security) {
        this.security = security;
    }

    @Override
    public String name() {
        return "refresh of users";
    }

    @Override
    public Duration runOnce() throws StoreException {
        security.refresh();
        return INTERVAL;
    }
}
