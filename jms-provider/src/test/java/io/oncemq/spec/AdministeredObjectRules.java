// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.QueueConnection;
import jakarta.jms.Session;
import jakarta.jms.TopicConnection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 5: destinations and connection factories. */
abstract class AdministeredObjectRules extends SpecTest {
    AdministeredObjectRules(TestDatabases database) {
        super(database);
    }

    @Test
    @Section({"5.1", "5.2"})
    void destinationsAreSerializableAndHoldNothing() throws Exception {
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        for (Destination destination : List.of(queue(session), topic(session))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(destination);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                Destination copy = (Destination) in.readObject();

                assertThat(copy).isEqualTo(destination);
                send(session, copy, "x");
            }
        }
        assertThat(rest()).containsExactly("x");
    }

    @Test
    @Section({"5.1", "5.3"})
    void aFactoryReachesForTheStoreOnlyWhenAConnectionIsMade() throws Exception {
        OnceMqConnectionFactory factory = new OnceMqConnectionFactory();
        factory.setUrl(settings().url());
        factory.setUser(database.user());
        factory.setPassword(database.password());

        try (Connection connection = factory.createConnection()) {
            assertThat(connection.getClientID()).isNull();
        }
    }

    @Test
    @Section({"5.3", "6.1", "6.1.1"})
    void everyMethodOfTheFactoriesMakesAConnection() throws Exception {
        OnceMqConnectionFactory plain = factory();
        OnceMqXaConnectionFactory xa = xaFactory();
        String user = database.user();
        String password = database.password();
        for (Connection connection : new Connection[] {
            plain.createConnection(),
            plain.createConnection(user, password),
            plain.createQueueConnection(),
            plain.createTopicConnection(),
            xa.createConnection(),
            xa.createQueueConnection(),
            xa.createTopicConnection()
        }) {
            closing(connection);
            send(connection.createSession(), session(Session.AUTO_ACKNOWLEDGE).createQueue(name), "x");
        }
        try (QueueConnection queues = plain.createQueueConnection(user, password);
                TopicConnection topics = plain.createTopicConnection(user, password)) {
            assertThat(queues.createQueueSession(true, 0).getTransacted()).isTrue();
            assertThat(topics.createTopicSession(true, 0).getTransacted()).isTrue();
        }
        for (JMSContext context : List.of(
                plain.createContext(),
                plain.createContext(JMSContext.CLIENT_ACKNOWLEDGE),
                plain.createContext(user, password),
                plain.createContext(user, password, JMSContext.SESSION_TRANSACTED))) {
            closing(context);
            context.createProducer().send(context.createQueue(name), "x");
        }

        assertThat(rest()).hasSize(10);
    }
}
