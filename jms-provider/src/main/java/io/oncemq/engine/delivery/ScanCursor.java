// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.store.DeliveryRecords.Place;
import org.jspecify.annotations.Nullable;

/**
 * How far one consumer with a selector has looked through the store, beside consumers that want everything and have enough at
 * hand. Guarded by the lock of its queue.
 */
final class ScanCursor {
    private static final long NEVER = -1;

    private Place place = Place.FIRST;
    private boolean atEnd;

    /** {@link StoreSight#restarts} when the look began that came this far; another number now means from the beginning. */
    private long since = NEVER;

    /** The first place where something became ready since the last look began. */
    private @Nullable Place missed;

    /** Whether what the look that is going on finds out is out of date. */
    private boolean restarted;

    /** Where the next look begins. */
    Place place(StoreSight store) {
        return since == store.restarts() ? place : Place.FIRST;
    }

    /** Whether a look could bring nothing. */
    boolean isAtEnd(StoreSight store) {
        return since == store.restarts() && atEnd;
    }

    /** The next look begins at the beginning. */
    void restart() {
        since = NEVER;
        restarted = true;
    }

    void lookBegins() {
        missed = null;
        restarted = false;
    }

    /**
     * A look came that far.
     *
     * @param end whether there was nothing behind
     * @param begun {@link StoreSight#restarts} when it began
     */
    void lookedTo(Place to, boolean end, long begun) {
        place = to;
        atEnd = end;
        since = restarted ? NEVER : begun;
        if (missed != null) {
            goBack(missed);
        }
    }

    /** Something that its consumer wants; a look that is going on may have passed the place before. */
    void becameReady(Place at) {
        if (missed == null || at.isBefore(missed)) {
            missed = at;
        }
        goBack(at);
    }

    /** Whether something that its consumer wants became ready before a place since the last look began. */
    boolean missedBefore(Place at) {
        return missed != null && missed.isBefore(at);
    }

    private void goBack(Place to) {
        atEnd = false;
        Place before = to.justBefore();
        if (before.isBefore(place)) {
            place = before;
        }
    }
}
