// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Told what happens in an engine. Called on the thread where it happens, never under a lock; must be quick, must not
 * throw, and never sees bodies or credentials.
 */
public interface EngineListener {
    /** The node holds this lease from now on. */
    default void leaseAcquired(String nodeName, long leaseId) {}

    /** The lease was declared dead or given up; what the node held goes to whoever claims it. */
    default void leaseLost(String nodeName, long leaseId, String reason) {}

    /** Another node's dead lease was rescued by this one. */
    default void leaseRescued(long leaseId) {}

    /** The node has ended its work for good, and only waits to be closed. */
    default void nodeStopped(String nodeName, String reason) {}

    /** The store could not be reached; told for every attempt. */
    default void storeUnavailable(String what, Throwable cause) {}

    /** The store answered; told at every heartbeat. */
    default void storeAvailable() {}

    /** From now on the node learns from the others when something is ready. */
    default void wokenByOthers() {}

    /**
     * From now on the node asks the store, again and again, whether something is ready.
     *
     * @param why it is not told by other nodes
     */
    default void polling(String why) {}

    /** A delivery reached its limit and moved to a dead-letter queue. */
    default void buried(String queue, String deadLetterQueue, long deliveryId, String reason) {}

    /** A group of batches was committed by a lane. */
    default void groupCommitted(int lane, int batches) {}

    /** Recurring work failed and will be tried again. */
    default void dutyFailed(String duty, Throwable cause) {}

    /** A message was removed because its time was over. */
    default void expired(String queue, long deliveryId) {}

    /**
     * How many prepared branches are in the store, whichever node prepared them; told at start, and again while there are
     * some that nobody ends.
     *
     * @param oldest how long the oldest one has waited
     * @param recoveryAsked whether a transaction manager has asked this node for them
     */
    default void branchesInDoubt(int count, Duration oldest, boolean recoveryAsked) {}

    /** A transaction manager asks this node for prepared branches for the first time. */
    default void recoveryAsked(int found) {}

    /** An administrator decided about a prepared branch in place of its transaction manager. */
    default void branchDecided(String xid, boolean committed) {}

    /**
     * How many users are defined; told at start, and when the first one closes the store or the last one's removal opens it.
     */
    default void storeGuarded(int users) {}

    /**
     * A connection was refused for its user or password.
     *
     * @param user as given; empty for none
     */
    default void loginRefused(String user) {}

    /**
     * Sends are refused from now on, everything else goes on.
     *
     * @param what a queue, the store or its volume
     * @param reason how much it holds or has, and the setting that it is too much or too little for
     */
    default void spaceExhausted(String what, String reason) {}

    /** Sends are taken again as far as this setting is concerned. */
    default void spaceAvailable(String what, String setting) {}

    /** Something that should not happen did; the engine went on. */
    default void unexpected(String where, @Nullable Throwable cause) {}
}
