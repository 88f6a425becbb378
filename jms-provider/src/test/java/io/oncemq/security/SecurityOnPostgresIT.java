// SPDX-License-Identifier: Apache-2.0
package io.oncemq.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SecurityOnPostgresIT extends SecurityContract {
    SecurityOnPostgresIT() {
        super(TestDatabases.POSTGRESQL);
    }

    @Test
    void aNodeTakesNoteOfWhatWasChangedOnAnother() throws Exception {
        close("alice", "send", "consume", "create");
        OnceMqConnectionFactory elsewhere =
                closing(new OnceMqConnectionFactory(settings().with("nodeName", "elsewhere")));
        Connection connection = closing(elsewhere.createConnection("alice", PASSWORD));
        CompletableFuture<JMSException> told = new CompletableFuture<>();
        connection.setExceptionListener(told::complete);
        connection.start();
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(name));

        admin().revoke("alice", role);

        assertThat(told.get(30, TimeUnit.SECONDS)).isInstanceOf(JMSSecurityException.class);
        assertRefused(consumer::receiveNoWait);
        assertRefused(() -> session.createProducer(session.createQueue(name)));
    }

    @Test
    void aUserWhoWasAddedOnOneNodeGetsInOnAnotherAtOnce() throws Exception {
        OnceMqConnectionFactory elsewhere =
                closing(new OnceMqConnectionFactory(settings().with("nodeName", "elsewhere")));
        close("alice", "send");
        JMSContext open = closing(elsewhere.createContext("alice", PASSWORD));
        admin().addUser("bob" + name, PASSWORD);

        elsewhere.createContext("bob" + name, PASSWORD).close();
        open.stop();
    }
}
