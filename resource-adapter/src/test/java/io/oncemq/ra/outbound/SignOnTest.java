// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.security.Action;
import io.oncemq.engine.security.Users;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.EnumSet;
import java.util.Set;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who a connection is: the application's user, the one that the server signs on, or that of the factory. */
@Timeout(60)
class SignOnTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    private OnceMqManagedConnectionFactory configured;

    @BeforeEach
    void close() throws Exception {
        Users users = running.adapter().access().node().engine().users();
        users.add("alice", "of alice");
        users.add("bob", "of bob");
        users.grant("alice", "makers");
        users.allow("makers", ">", EnumSet.allOf(Action.class));
        configured = Server.configured(running.adapter());
    }

    private ManagedFactory factory() {
        return configured.createConnectionFactory(running.server().pool);
    }

    private ManagedFactory signingOn(String user, String password) {
        return configured.createConnectionFactory(new SigningOn(user, password));
    }

    private static boolean maySend(Connection connection) throws JMSException {
        try (connection;
                Session session = connection.createSession()) {
            session.createProducer(session.createQueue("orders"));
            return true;
        } catch (JMSSecurityException e) {
            return false;
        }
    }

    @Test
    void theApplicationsUserIsCheckedAtOnce() throws Exception {
        assertThat(maySend(factory().createConnection("alice", "of alice"))).isTrue();
        assertThat(maySend(factory().createConnection("bob", "of bob"))).isFalse();
        assertThatThrownBy(() -> factory().createConnection("alice", "of bob"))
                .isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> factory().createQueueConnection("alice", "of bob"))
                .isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> factory().createContext("alice", "of bob", JMSContext.AUTO_ACKNOWLEDGE))
                .isInstanceOf(JMSSecurityRuntimeException.class);
    }

    @Test
    void nobodyIsRefused() {
        assertThatThrownBy(() -> factory().createConnection()).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> factory().createContext()).isInstanceOf(JMSSecurityRuntimeException.class);
    }

    @Test
    void withoutOneTheFactorysUserIsMeant() throws Exception {
        configured.setUserName("alice");
        configured.setPassword("of alice");

        assertThat(maySend(factory().createConnection())).isTrue();
        assertThat(maySend(factory().createConnection("bob", "of bob"))).isFalse();
        assertThat(running.server().pool.idle())
                .as("nothing is kept out of the pool")
                .isEqualTo(1);
    }

    @Test
    void theUserThatTheServerSignsOnComesBeforeTheFactorys() throws Exception {
        configured.setUserName("bob");
        configured.setPassword("of bob");

        assertThat(maySend(signingOn("alice", "of alice").createConnection())).isTrue();
        assertThat(maySend(signingOn("alice", "of alice").createConnection("bob", "of bob")))
                .isFalse();
        assertThatThrownBy(() -> signingOn("alice", "wrong").createConnection())
                .isInstanceOf(JMSSecurityException.class);
    }

    @Test
    void connectionsOfOneUserAreNotGivenToAnother() throws Exception {
        ManagedConnection alices = configured.createManagedConnection(subject("alice", "of alice"), null);

        assertThat(configured.matchManagedConnections(Set.of(alices), subject("alice", "of alice"), null))
                .isSameAs(alices);
        assertThat(configured.matchManagedConnections(Set.of(alices), subject("bob", "of bob"), null))
                .isNull();
        assertThat(configured.matchManagedConnections(Set.of(alices), subject("alice", "another"), null))
                .isNull();
        assertThat(configured.matchManagedConnections(Set.of(alices), null, null))
                .isNull();
        assertThat(alices.getMetaData().getUserName()).isEqualTo("alice");
        alices.destroy();
    }

    /** Recovery asks without anybody's credentials, and must reach every branch. */
    @Test
    void recoveryNeedsNoUser() throws Exception {
        ManagedConnection connection = configured.createManagedConnection(null, null);

        assertThat(connection.getXAResource().recover(javax.transaction.xa.XAResource.TMSTARTRSCAN))
                .isEmpty();
        connection.destroy();
    }

    private Subject subject(String user, String password) {
        PasswordCredential credential = new PasswordCredential(user, password.toCharArray());
        credential.setManagedConnectionFactory(configured);
        Subject subject = new Subject();
        subject.getPrivateCredentials().add(credential);
        return subject;
    }

    /** A server whose deployer named a user for the resource. */
    @SuppressWarnings("serial") // never serialized
    private final class SigningOn implements ConnectionManager {
        private static final long serialVersionUID = 1L;

        private final String user;
        private final String password;

        SigningOn(String user, String password) {
            this.user = user;
            this.password = password;
        }

        @Override
        public Object allocateConnection(ManagedConnectionFactory factory, @Nullable ConnectionRequestInfo request)
                throws ResourceException {
            Subject subject = subject(user, password);
            return factory.createManagedConnection(subject, request).getConnection(subject, request);
        }
    }
}
