// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.client;

import jakarta.jms.JMSException;
import java.sql.SQLException;

/** One sending client. For one thread. */
public interface Sender extends AutoCloseable {
    void send(long tag) throws Exception;

    /** Ends the transaction of a sender that was made with one. */
    void commit() throws Exception;

    @Override
    void close() throws JMSException, SQLException;
}
