// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.message.Envelope;
import io.oncemq.store.DeliveryRecords.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a local queue knows of the ready deliveries in the store that it does not hold: whether there may be any, how far
 * selectors have looked, which look is going on, and what became ready meanwhile (the strays). Guarded by the lock of its
 * queue.
 */
final class StoreSight {
    private final List<Claim> strays = new ArrayList<>();

    /** True if the store may hold ready deliveries that this node has not seen. */
    private boolean unseen = true;

    /** True if every ready delivery was looked at for the selective consumers there are. */
    private boolean scanned;

    private Place scannedTo = Place.FIRST;
    private boolean fetching;

    /** True while strays are to be held here before anything else is handed out. */
    private boolean adopting;

    /** Counts what makes the result of a running look incomplete. */
    private long wakes;

    boolean isUnseen() {
        return unseen;
    }

    boolean isScanned() {
        return scanned;
    }

    /** Where the next look for selectors begins. */
    Place scannedTo() {
        return scannedTo;
    }

    boolean isFetching() {
        return fetching;
    }

    boolean isAdopting() {
        return adopting;
    }

    long wakes() {
        return wakes;
    }

    boolean hasStrays() {
        return !strays.isEmpty();
    }

    /**
     * Whether nothing is ready in the store, for the consumers there are, that is not held here.
     *
     * @param plain whether there are consumers that want everything
     */
    boolean isComplete(boolean plain) {
        return plain ? !unseen : scanned;
    }

    /** There may be more; a look that is going on may still have seen it. */
    void lookAgain() {
        unseen = true;
        scanned = false;
        scannedTo = Place.FIRST;
    }

    /** There may be more, which a look that is going on may have missed. */
    void woken() {
        wakes++;
        lookAgain();
    }

    /** What is unseen now may be older than the strays: the next look brings them all, in order. */
    void startOver() {
        lookAgain();
        if (!fetching) {
            forgetStrays();
        }
    }

    private void forgetStrays() {
        adopting = false;
        strays.clear();
    }

    /** One of this node's own deliveries became ready in the store; if nothing else is there, it is held next. */
    void becameReady(Claim claim, boolean plain) {
        if (fetching || adopting) {
            strays.add(claim);
        } else if (isComplete(plain)) {
            strays.add(claim);
            adopting = true;
        }
    }

    // ---- a look

    void lookBegins() {
        fetching = true;
    }

    /** Begins with the strays, which leave this list. */
    long[] takeStrays() {
        long[] ids = strays.stream().mapToLong(Claim::id).toArray();
        strays.clear();
        return ids;
    }

    /** Followed by one of the methods below. */
    void lookEnds() {
        fetching = false;
    }

    /** What the look found is of no use, or it found nothing out. */
    void lookFailed() {
        fetching = false;
        forgetStrays();
        woken();
    }

    /** These were among what the look found. */
    void found(List<Claim> claims) {
        if (!strays.isEmpty()) {
            Set<Claim> found = new HashSet<>(claims);
            strays.removeIf(found::contains);
        }
    }

    int strayCount() {
        return strays.size();
    }

    /** The look saw all there was; only the strays are not here. */
    void sawAll() {
        unseen = false;
        scanned = true;
        adopting = !strays.isEmpty();
    }

    /** There is more; it will bring the strays too. */
    void sawSome() {
        strays.clear();
    }

    /** A look for selectors came that far. */
    void scannedTo(Place place) {
        scannedTo = place;
    }

    /** A look for selectors saw all there was; what they do not want need not be here. */
    void scannedAll(Predicate<Envelope> wanted) {
        strays.removeIf(stray -> !wanted.test(stray.envelope()));
        scanned = true;
        scannedTo = Place.FIRST;
        adopting = !strays.isEmpty();
    }

    /** The strays that the look began with are here, or somebody else's; there may be new ones. */
    void adopted() {
        adopting = !strays.isEmpty();
    }

    /** A look that was for nothing in the store ended. */
    void sawNothing(boolean plain) {
        if (!adopting) {
            adopting = isComplete(plain) && !strays.isEmpty();
            if (!adopting) {
                strays.clear();
            }
        }
    }
}
