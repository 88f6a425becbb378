// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.engine.Engine;
import io.oncemq.engine.event.LoggingEngineListener;
import io.oncemq.jms.ClientIds;
import io.oncemq.jms.NodeAccess;
import io.oncemq.store.StoreException;
import io.oncemq.store.jdbc.JdbcMessageStore;
import jakarta.jms.JMSException;
import java.util.concurrent.ExecutorService;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** An open engine with its threads. */
record Node(NodeAccess access, ExecutorService listeners) {
    static Node open(OnceMqSettings settings) throws JMSException {
        NodeThreads threads = new NodeThreads(settings.engine().nodeName());
        try {
            Engine engine = Engine.open(
                    JdbcMessageStore.open(settings.store(dataSource(settings))),
                    settings.engine(),
                    threads,
                    new LoggingEngineListener());
            ExecutorService listeners = threads.listeners();
            return new Node(new NodeAccess(engine, listeners, new ClientIds(engine)), listeners);
        } catch (StoreException e) {
            throw failed("the store cannot be opened: " + e.getMessage() + "; " + settings, "ONCEMQ-2501", e);
        }
    }

    @SuppressWarnings("BanJNDI") // the name is the administrator's, from the settings
    private static @Nullable DataSource dataSource(OnceMqSettings settings) throws JMSException {
        String lookup = settings.dataSourceLookup();
        if (lookup == null) {
            return settings.dataSource();
        }
        try {
            Object found = new InitialContext().lookup(lookup);
            if (found instanceof DataSource dataSource) {
                return dataSource;
            }
            throw new JMSException(
                    "setting dataSourceLookup must name a javax.sql.DataSource; at '" + lookup + "' there is "
                            + (found == null ? "nothing" : found.getClass().getName()),
                    "ONCEMQ-2502");
        } catch (NamingException e) {
            throw failed("setting dataSourceLookup: nothing was found at '" + lookup + "': " + e, "ONCEMQ-2503", e);
        }
    }

    static JMSException failed(String message, String code, Exception cause) {
        JMSException failure = new JMSException(message, code);
        failure.initCause(cause);
        failure.setLinkedException(cause);
        return failure;
    }

    void close() {
        access.engine().close();
        listeners.shutdown();
    }
}
