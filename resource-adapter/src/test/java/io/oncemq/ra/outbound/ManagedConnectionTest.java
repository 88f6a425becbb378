// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract between the adapter and a server's pool (Jakarta Connectors 2.1, 6 and 7). */
@Timeout(60)
class ManagedConnectionTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    private OnceMqManagedConnectionFactory configured() throws ResourceException {
        return Server.configured(running.adapter());
    }

    /** A pool of one connection. */
    @SuppressWarnings("serial") // never serialized
    private record Only(ManagedConnection connection) implements ConnectionManager {
        @Override
        public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request)
                throws ResourceException {
            return connection.getConnection(null, request);
        }
    }

    private static void send(Session session, String text) throws JMSException {
        session.createProducer(session.createQueue("out")).send(session.createTextMessage(text));
    }

    @Test
    void localTransactionCommitsAndRollsBack() throws Exception {
        ManagedConnection managed = configured().createManagedConnection(null, null);
        running.client().send("in", "request");

        try (Connection connection =
                configured().createConnectionFactory(new Only(managed)).createConnection()) {
            connection.start();
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
            LocalTransaction local = managed.getLocalTransaction();

            local.begin();
            assertThat(session.getTransacted()).isTrue();
            assertThat(consumer.receive(10_000)).isNotNull();
            send(session, "undone");
            local.rollback();
            assertThat(running.client().drain("out")).isEmpty();

            local.begin();
            assertThat(consumer.receive(10_000).getJMSRedelivered()).isTrue();
            send(session, "done");
            assertThat(running.client().drain("out")).isEmpty();
            local.commit();

            assertThat(running.client().drain("out")).containsExactly("done");
            assertThatExceptionOfType(ResourceException.class).isThrownBy(local::commit);
        }
        assertThat(running.client().drain("in")).isEmpty();
    }

    @Test
    void cleanupTakesSessionsBackAndUndoesALocalTransaction() throws Exception {
        ManagedConnection managed = configured().createManagedConnection(null, null);
        Connection connection =
                configured().createConnectionFactory(new Only(managed)).createConnection();
        Session session = connection.createSession();
        managed.getLocalTransaction().begin();
        send(session, "undone");

        managed.cleanup();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> send(session, "late"));
        connection.close();
        assertThat(running.client().drain("out")).isEmpty();
    }

    @Test
    void handleMovesToAnotherConnection() throws Exception {
        OnceMqManagedConnectionFactory configured = configured();
        ManagedConnection first = configured.createManagedConnection(null, null);
        ManagedConnection second = configured.createManagedConnection(null, null);
        SessionGrant[] handle = new SessionGrant[1];
        ManagedFactory factory = configured.createConnectionFactory(new ConnectionManager() {
            private static final long serialVersionUID = 1L;

            @Override
            public Object allocateConnection(ManagedConnectionFactory any, ConnectionRequestInfo request)
                    throws ResourceException {
                handle[0] = (SessionGrant) first.getConnection(null, request);
                return handle[0];
            }
        });

        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            second.associateConnection(handle[0]);
            second.getLocalTransaction().begin();
            send(session, "x");
            first.cleanup();
            assertThat(running.client().drain("out")).isEmpty();
            second.getLocalTransaction().commit();
        }

        assertThat(running.client().drain("out")).containsExactly("x");
    }

    @Test
    void anyConnectionOfTheFactoryMatchesUntilItIsDestroyed() throws Exception {
        OnceMqManagedConnectionFactory configured = configured();
        ManagedConnection managed = configured.createManagedConnection(null, null);
        OnceMqManagedConnectionFactory other = configured();
        other.setClientId("other");

        assertThat(configured.matchManagedConnections(Set.of(managed), null, null))
                .isSameAs(managed);
        assertThat(other.matchManagedConnections(Set.of(managed), null, null)).isNull();
        managed.destroy();
        assertThat(configured.matchManagedConnections(Set.of(managed), null, null))
                .isNull();
        assertThatExceptionOfType(ResourceException.class).isThrownBy(() -> managed.getConnection(null, null));
    }

    @Test
    void factoriesAreEqualByConfiguration() throws Exception {
        OnceMqManagedConnectionFactory other = configured();
        assertThat(other).isEqualTo(configured()).hasSameHashCodeAs(configured());

        other.setClientId("x");
        assertThat(other).isNotEqualTo(configured());
        assertThat(new OnceMqQueueManagedConnectionFactory()).isNotEqualTo(new OnceMqTopicManagedConnectionFactory());
    }
}
