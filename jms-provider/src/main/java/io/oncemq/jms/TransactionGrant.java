// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.JMSException;
import jakarta.jms.Session;

/** A session's right to work in a transaction that somebody else begins and ends. Safe for any thread. */
public interface TransactionGrant {
    /**
     * The transaction to work in now; it may be another one at the next call.
     *
     * @throws JMSException if the right has ended
     */
    ManagedTransaction transaction() throws JMSException;

    /** The session that uses it, to be closed should the right end before it. */
    void opened(Session session);

    /** The session was closed. What it did in the transaction stays there. */
    void closed();

    /** Where sessions get it from. */
    @FunctionalInterface
    interface Source {
        TransactionGrant grant() throws JMSException;
    }
}
