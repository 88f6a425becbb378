// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.destination.Subscriptions;
import io.oncemq.engine.security.Security;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreState;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Takes note of what other nodes changed: subscriptions, so that whoever makes one need not wait for this node, users and
 * permissions, and whether there are other nodes. One question for all; in no hurry where the others tell.
 */
public final class ChangeWatch implements Duty {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration TOLD = Duration.ofSeconds(5);

    /** Who wants to know whether there are other nodes. */
    public interface Neighbours {
        /** For a node that does not. */
        Neighbours UNKNOWN = new Neighbours() {
            @Override
            public long heard() {
                return 0;
            }

            @Override
            public void live(boolean others, long heardBefore) {}
        };

        /** How often another node was heard so far. */
        long heard();

        /**
         * What the store says.
         *
         * @param others whether it knows of other nodes
         * @param heardBefore {@link #heard} before it was asked
         */
        void live(boolean others, long heardBefore);
    }

    private final MessageStore store;
    private final Subscriptions subscriptions;
    private final Security security;
    private final Neighbours neighbours;
    private final BooleanSupplier told;

    /**
     * The watch of one node.
     *
     * @param neighbours is told whether there are other nodes
     * @param told whether this node hears of what the others change, now
     */
    public ChangeWatch(
            MessageStore store,
            Subscriptions subscriptions,
            Security security,
            Neighbours neighbours,
            BooleanSupplier told) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.security = security;
        this.neighbours = neighbours;
        this.told = told;
    }

    @Override
    public String name() {
        return "watch for changes";
    }

    @Override
    public Duration runOnce() throws StoreException {
        long heard = neighbours.heard();
        StoreState state = store.state();
        subscriptions.refreshTo(state.subscriptions());
        security.refreshTo(state.security());
        neighbours.live(state.leases() > 1, heard);
        return told.getAsBoolean() ? TOLD : INTERVAL;
    }
}
