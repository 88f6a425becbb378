// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.time.Duration;
import java.util.List;

/** A connection that listens. Used by one thread, save {@link #abort}. */
public interface WakeUpListener extends AutoCloseable {
    /**
     * What was told, waiting for the first of it.
     *
     * @return empty if nothing was told in that time
     * @throws StoreUnavailableException if the connection is lost, or was aborted
     */
    List<String> await(Duration longest) throws StoreException;

    /** Ends the connection at once, also while another thread waits on it. Never throws. */
    void abort();

    /** Never throws. */
    @Override
    void close();
}
