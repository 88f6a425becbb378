// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.client;

import jakarta.jms.JMSException;
import java.sql.SQLException;

/** One receiving client. For one thread. */
public interface Receiver extends AutoCloseable {
    /** The next message's tag, or {@link Tag#NONE} if none came in time. */
    long receive(long millis) throws Exception;

    /** Ends the transaction of a receiver that was made with one. */
    void commit() throws Exception;

    @Override
    void close() throws JMSException, SQLException;
}
