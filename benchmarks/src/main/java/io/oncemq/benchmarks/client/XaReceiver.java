// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.client;

import jakarta.jms.JMSException;
import java.sql.SQLException;
import javax.transaction.xa.XAResource;

/** One client that receives in XA transactions. For one thread. */
public interface XaReceiver extends AutoCloseable {
    /** To be enlisted in each transaction. */
    XAResource resource();

    /** The next message's tag, or {@link Tag#NONE} if none came in time. */
    long receive(long millis) throws Exception;

    @Override
    void close() throws JMSException, SQLException;
}
