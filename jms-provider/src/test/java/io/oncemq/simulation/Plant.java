// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

/** A bug that is built in to see that the simulation finds it. */
public enum Plant {
    /** None. */
    NOTHING,
    /** The store does not check that the lease lives: a node that was declared dead goes on writing. */
    NO_FENCE,
    /** An acknowledgement deletes the row whoever holds it. */
    ACKNOWLEDGE_WITHOUT_HOLDER,
    /** A release writes the row whoever holds it. */
    RELEASE_WITHOUT_GUARD,
    /** As {@link #NO_FENCE} and {@link #ACKNOWLEDGE_WITHOUT_HOLDER}. */
    NO_FENCE_ACKNOWLEDGE_WITHOUT_HOLDER,
    /** As {@link #NO_FENCE} and {@link #RELEASE_WITHOUT_GUARD}. */
    NO_FENCE_RELEASE_WITHOUT_GUARD,
    /** A rescue releases the rows that it once read as the dead lease's, without looking who holds them by then. */
    RESCUE_WITHOUT_GUARD,
    /** A claim takes what it once read as ready, without looking whether it still is. */
    CLAIM_WITHOUT_GUARD,
    /** A commit whose answer was lost is taken for one that did not happen. */
    UNKNOWN_TAKEN_FOR_LOST,
    /** A write that comes late is done, though it was given up meanwhile. */
    LATE_NOT_REFUSED,
    /** {@code LocalQueue} hands out what was on its way while older deliveries returned to the store. */
    EPOCH_IGNORED,
    /** {@code LocalQueue} takes a fetch for complete though it was woken meanwhile. */
    WAKES_IGNORED;

    public boolean forgetsFence() {
        return this == NO_FENCE
                || this == NO_FENCE_ACKNOWLEDGE_WITHOUT_HOLDER
                || this == NO_FENCE_RELEASE_WITHOUT_GUARD;
    }

    public boolean acknowledgesUnguarded() {
        return this == ACKNOWLEDGE_WITHOUT_HOLDER || this == NO_FENCE_ACKNOWLEDGE_WITHOUT_HOLDER;
    }

    public boolean releasesUnguarded() {
        return this == RELEASE_WITHOUT_GUARD || this == NO_FENCE_RELEASE_WITHOUT_GUARD;
    }

    /** Whether the engine's writes to a field are left out. */
    public boolean forgetsWriteTo(String owner, String field) {
        return owner.equals("io/oncemq/engine/delivery/LocalQueue")
                && ((this == EPOCH_IGNORED && field.equals("epoch"))
                        || (this == WAKES_IGNORED && field.equals("wakes")));
    }
}
