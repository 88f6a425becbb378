// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import java.time.Duration;

/** What the parts of the conformance suite get to work with. Each test has queues and nodes of its own. */
interface StoreUnderTest {
    MessageStore store();

    /** Another store on the same database, closed after the test. */
    MessageStore openAgain() throws StoreException;

    /** A node on {@link #store}, surrendered after the test. */
    Fixture node() throws StoreException;

    /** A node with its own term and process, on the given store. */
    Fixture node(MessageStore on, Duration term, String processId) throws StoreException;

    /** The id of a new queue. */
    long newQueue() throws StoreException;

    /** All rows of a table. */
    long rows(String table);
}
