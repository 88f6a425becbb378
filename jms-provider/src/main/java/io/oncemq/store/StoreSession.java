// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/** One connection, used by one thread at a time. */
public interface StoreSession extends AutoCloseable {
    /**
     * Starts a transaction, connecting first where there is no usable connection.
     *
     * @throws StoreUnavailableException if no connection can be had now
     */
    StoreTransaction begin() throws StoreException;

    @Override
    void close();
}
