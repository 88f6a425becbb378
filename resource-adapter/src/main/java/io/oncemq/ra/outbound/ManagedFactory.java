// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import io.oncemq.jms.ManagedSession;
import io.oncemq.ra.node.StoreAccess;
import io.oncemq.ra.node.StoreClient;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import java.io.Serializable;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;

/** The connection factory that applications look up or have injected. Safe for any thread. */
public final class ManagedFactory
        implements ConnectionFactory, QueueConnectionFactory, TopicConnectionFactory, Referenceable, Serializable, StoreClient {
    private static final long serialVersionUID = 1L;

    private final OnceMqManagedConnectionFactory factory;
    private final ConnectionManager connections;
    private @Nullable Reference reference;

    ManagedFactory(OnceMqManagedConnectionFactory factory, ConnectionManager connections) {
        this.factory = factory;
        this.connections = connections;
    }
}
