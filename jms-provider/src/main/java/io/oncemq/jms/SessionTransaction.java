// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.message.Envelope;
import jakarta.jms.JMSException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the messages that a session sends and receives: one class per acknowledge mode, local and global
 * transactions among them. Called by the session's one thread of control at a time (the application's, or the
 * dispatcher's in a listener); {@link #close}, {@link #acknowledge} and {@link #holds} by any thread. Implementations
 * guard their lists, and make no store call under that lock.
 */
abstract sealed class SessionTransaction
        permits AutoAcknowledge,
                ClientAcknowledge,
                GrantedTransaction,
                LazyAcknowledge,
                LocalTransaction,
                XaTransaction {
    /** Sends now, together or not at all, or when the transaction commits. */
    abstract void send(List<Envelope> envelopes) throws JMSException;

    /** True if {@link #send} must be called on the application's thread, not later on another one. */
    abstract boolean sendsOnCaller();

    /**
     * What tells the transaction that is going on apart from every other one of the store; null outside of any. Two calls
     * answer the same until it ends.
     */
    @Nullable
    String transactionId() {
        return null;
    }

    /** True for the modes in which the application neither acknowledges nor commits what it received. */
    abstract boolean acknowledgesByItself();

    /**
     * A receive is about to return this delivery.
     *
     * @return false if it was lost meanwhile: it must not be returned
     * @throws JMSException if it cannot be accepted now; it has been put back
     */
    abstract boolean accept(Claim claim) throws JMSException;

    /**
     * A listener is about to be given this delivery.
     *
     * @throws JMSException if it cannot be accepted now; it has been put back
     */
    abstract void begin(Claim claim) throws JMSException;

    /**
     * The listener is through with the delivery of the last {@link #begin}.
     *
     * @param failure what it threw, or null
     * @throws JMSException if the message may be delivered again although the listener accepted it
     */
    abstract void end(Claim claim, @Nullable Throwable failure) throws JMSException;

    /** {@code Message.acknowledge} and {@code JMSContext.acknowledge}; means something for CLIENT_ACKNOWLEDGE only. */
    void acknowledge() throws JMSException {}

    /** {@code Session.recover}. */
    abstract void recover() throws JMSException;

    /** {@code Session.commit}. */
    void commit() throws JMSException {
        throw JmsErrors.notTransacted("commit");
    }

    /** {@code Session.rollback}. */
    void rollback() throws JMSException {
        throw JmsErrors.notTransacted("rollback");
    }

    /** The session has nothing to do for now. */
    void idle() {}

    /** True if deliveries of that queue wait for an acknowledgement. */
    abstract boolean holds(LocalQueue queue);

    /**
     * Has something done once the transaction that is going on, and that the session cannot end, is over.
     *
     * @return false if there is none
     */
    boolean afterwards(Runnable action) {
        return false;
    }

    /** The session ends: what the application saw and did not acknowledge is delivered again. */
    abstract void close();
}
