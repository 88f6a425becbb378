// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.message.Envelope;
import io.oncemq.selector.SelectorFacts;
import io.oncemq.store.StoreException;
import java.util.List;

/** What a local queue needs of the rest of the engine. Called outside of the queue's lock, save the questions. */
interface QueueContext {
    /** A question: milliseconds by the database's clock. */
    long nowMillis();

    /** A question: how many deliveries of one queue may be held in memory. */
    int maxWindow();

    /** A question: true if no other node can make deliveries ready. */
    boolean singleNode();

    /** A question: what a selector may ask beside the envelope. */
    SelectorFacts facts(Envelope envelope, int deliveryCount);

    /** A fetch has brought so many; may be called under the lock. */
    void fetched(int count);

    void requestFetch(LocalQueue queue);

    /** Returns after a fetch that began later than this call has ended, or there was nothing to fetch. */
    void fetchAndWait(LocalQueue queue) throws StoreException;

    /** Returns deliveries that nobody here wants to the store, uncounted. */
    void giveBack(List<Claim> claims);

    /** Tells other nodes that the queue has deliveries ready for them, perhaps old ones. */
    void tellOthers(LocalQueue queue);

    /** Tells other nodes that the queue has deliveries ready for them which this one has just sent. */
    void tellSent(LocalQueue queue);

    /** Removes deliveries whose time is over. */
    void expire(List<Claim> claims);
}
