// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.jms.ConnectionSettings;
import io.oncemq.jms.Credentials;
import io.oncemq.jms.JmsConnection;
import io.oncemq.jms.NodeAccess;
import jakarta.jms.JMSException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that one factory made, each with a hold on its node. Safe for any thread. */
final class NodeConnections {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private final Map<OnceMqNode, JmsConnection> open = new ConcurrentHashMap<>();

    /** Makes a connection on a node. */
    @FunctionalInterface
    interface Making<C extends JmsConnection> {
        C make(NodeAccess node, ConnectionSettings settings, Runnable onClosed) throws JMSException;
    }

    /**
     * Makes a connection with a hold on its node.
     *
     * @param credentials whose connection it is
     */
    <C extends JmsConnection> C open(OnceMqSettings settings, Credentials credentials, Making<C> making)
            throws JMSException {
        OnceMqNode node = OnceMqNode.open(settings);
        boolean made = false;
        try {
            C connection = making.make(node.access(), settings.connections().withCredentials(credentials), () -> {
                open.remove(node);
                node.close();
            });
            open.put(node, connection);
            made = true;
            return connection;
        } finally {
            if (!made) {
                node.close();
            }
        }
    }

    /** Closes all, and the node too if nobody else uses it. */
    void close(OnceMqSettings settings) {
        Map<OnceMqNode, JmsConnection> closing = Map.copyOf(open);
        closing.forEach((node, connection) -> {
            try {
                connection.close();
            } catch (JMSException e) {
                LOG.log(Level.WARNING, "ONCEMQ-2507 a connection did not close in order", e);
            }
        });
        NodeRegistry.closeIdle(settings);
    }
}
