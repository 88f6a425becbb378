// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows from a change, to be done after the lock was released. Used by the thread that changed something. */
final class Served {
    private final QueueContext context;
    final List<Claim> expired = new ArrayList<>(0);
    private final List<Demand> demands = new ArrayList<>(1);
    private final List<Claim> claims = new ArrayList<>(1);

    @Nullable
    LocalQueue fetch;

    Served(QueueContext context) {
        this.context = context;
    }

    void assign(Demand demand, Claim claim) {
        demands.add(demand);
        claims.add(claim);
    }

    void run() {
        for (int i = 0; i < demands.size(); i++) {
            demands.get(i).assigned(claims.get(i));
        }
        context.expire(expired);
        if (fetch != null) {
            context.requestFetch(fetch);
        }
    }
}
