// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/**
 * Short texts from node to node, carried by the database beside its tables. They may get lost, come twice, or come from
 * whoever else can reach the database: nothing may depend on them but how soon a node looks. Safe for any number of
 * threads.
 */
public interface WakeUps {
    /** The longest text that {@link #tell} takes, in ASCII characters. */
    int MAX_LENGTH = 7_000;

    /**
     * Tells every node that listens now, this one included. A transaction of its own, never part of a batch's.
     *
     * @param text ASCII, at most {@link #MAX_LENGTH} characters
     */
    void tell(String text) throws StoreException;

    /**
     * A connection that hears what is told from now on.
     *
     * @throws StoreRefusedException if connections of this kind cannot listen, now or later
     */
    WakeUpListener listen() throws StoreException;
}
