// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.store.DeliveryRecords.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a local queue knows of the ready deliveries in the store that it does not hold: whether there may be any, and
 * whether all of them are other nodes' sends, how far selectors have looked, which look is going on, and what became ready
 * meanwhile (the strays). Guarded by the lock of its queue.
 */
final class StoreSight {
    private final List<Claim> strays = new ArrayList<>();

    /** True if the store may hold ready deliveries that this node has not seen. */
    private boolean unseen = true;

    /** True if other nodes may have sent what this node has not seen. No producer of this node's is behind it. */
    private boolean sentByOthers;

    /** True if every ready delivery was looked at for the selective consumers there are. */
    private boolean scanned;

    private Place scannedTo = Place.FIRST;
    private boolean fetching;

    /** True while a look is going on that ends without the strays, see {@link #sawAhead}. */
    private boolean ahead;

    /** True while strays are to be held here before anything else is handed out. */
    private boolean adopting;

    /** Counts what makes the result of a running look incomplete. */
    private long wakes;

    /** Counts as well, but only as far as other nodes' sends go. */
    private long sends;

    /** Counts what may have become ready at places that a selector has looked at, but for what its cursor is told. */
    private long restarts;

    /** Whether a look could bring anything. */
    boolean mayHaveMore() {
        return unseen || sentByOthers;
    }

    boolean isSentByOthers() {
        return sentByOthers;
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

    /** What is known now, to be compared when a look that begins now has ended. */
    Moment moment() {
        return new Moment(wakes, sends);
    }

    /** Whether something became ready since then that a look may have missed, other nodes' sends apart. */
    boolean wasWokenSince(Moment moment) {
        return wakes != moment.wakes;
    }

    private boolean wasSentSince(Moment moment) {
        return sends != moment.sends;
    }

    /** Another number than before means that what {@link ScanCursor}s say is out of date. */
    long restarts() {
        return restarts;
    }

    /** When a look began. */
    record Moment(long wakes, long sends) {}

    boolean hasStrays() {
        return !strays.isEmpty();
    }

    /**
     * Whether nothing is ready in the store, for the consumers there are, that is not held here and that what is sent here
     * must not overtake.
     *
     * @param plain whether there are consumers that want everything
     */
    boolean isComplete(boolean plain) {
        return plain ? !unseen : scanned;
    }

    /** Other nodes have sent; a look that is going on may have missed it. */
    void othersSent() {
        sends++;
        restarts++;
        sentByOthers = true;
        scanned = false;
        scannedTo = Place.FIRST;
    }

    /** There may be more; a look that is going on may still have seen it. */
    void lookAgain() {
        unseen = true;
        scanned = false;
        scannedTo = Place.FIRST;
    }

    /** There may be more, which a look that is going on may have missed. */
    void woken() {
        restarts++;
        wokenSaveCursors();
    }

    /** As {@link #woken}, but it has a group, or the {@link ScanCursor}s that it concerns are told its place. */
    void wokenSaveCursors() {
        wakes++;
        lookAgain();
    }

    /** What is unseen now may be older than the strays: the next look brings them all, in order. */
    void startOver() {
        restarts++;
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
        if (!plain) {
            restarts++;
        }
        if (adopting) {
            // If not, nothing that is sent later is held before the next look, which brings this one in its order. So
            // adoption ends however fast others send.
            if (isComplete(plain)) {
                strays.add(claim);
            } else if (!plain) {
                scanBackTo(claim.place());
            }
        } else if (ahead) {
            // It may take long; whatever is sent meanwhile would be kept only to be forgotten.
            lookAgain();
        } else if (fetching) {
            strays.add(claim);
            // Nothing that is sent later may be held before the look has ended.
            unseen = true;
        } else if (isComplete(plain)) {
            strays.add(claim);
            adopting = true;
        } else if (!plain) {
            scanBackTo(claim.place());
        }
    }

    /** A look for selectors may have passed that place before it was committed. */
    private void scanBackTo(Place place) {
        scanned = false;
        if (place.isBefore(scannedTo)) {
            scannedTo = place.justBefore();
        }
    }

    // ---- a look

    void lookBegins() {
        fetching = true;
    }

    /** The look that began is for one of several consumers: it ends with {@link #sawAhead}, unless it fails. */
    void goesAhead() {
        ahead = true;
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
        ahead = false;
    }

    /** What the look found is of no use, or it found nothing out. */
    void lookFailed() {
        fetching = false;
        ahead = false;
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

    /** The look saw all there was when it began; only the strays are not here. */
    void sawAll(Moment begun) {
        unseen = false;
        sentByOthers = wasSentSince(begun);
        scanned = !sentByOthers;
        adopting = !strays.isEmpty();
    }

    /** There is more; it will bring the strays too. */
    void sawSome() {
        strays.clear();
    }

    /** A look for selectors came that far; what became ready there after it had passed comes before anything else. */
    void scannedTo(Place place, Selection wanted) {
        scannedTo = place;
        strays.removeIf(stray -> !stray.place().isBefore(place) || !isWanted(stray, wanted));
        adopting = !strays.isEmpty();
    }

    private static boolean isWanted(Claim claim, Selection wanted) {
        return wanted.wants(claim.envelope(), claim.deliveryCount());
    }

    /** A look for selectors saw all there was; what they do not want need not be here. */
    void scannedAll(Moment begun, Selection wanted) {
        strays.removeIf(stray -> !isWanted(stray, wanted));
        scanned = !wasSentSince(begun);
        scannedTo = Place.FIRST;
        adopting = !strays.isEmpty();
    }

    /** A look for one of several consumers ended; the next one brings the strays too. */
    void sawAhead() {
        if (!strays.isEmpty()) {
            strays.clear();
            lookAgain();
        }
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
