// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages outlive the application that takes them and the adapter itself. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class RedeployIT {
    private static final int MESSAGES = 100;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "adapter", managed = false, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.adapter();
    }

    @Deployment(name = "sender", managed = false, testable = false)
    static WebArchive sender() {
        return Archives.application("sender");
    }

    @Deployment(name = "receiver", managed = false, testable = false)
    static WebArchive receiver() {
        return Archives.application("receiver", FromQueue.class, FromTopic.class);
    }

    @Test
    void messagesWaitForTheApplicationToComeBack() throws Exception {
        deployer.deploy("adapter");
        deployer.deploy("receiver");
        deployer.undeploy("receiver");
        deployer.deploy("sender");
        String[] texts = texts("waiting");

        send(texts);
        deployer.deploy("receiver");

        expectEachOnce(texts, "waiting");
        undeploy("sender", "adapter");
    }

    @Test
    void messagesInWorkWhenTheApplicationGoesComeAgainToTheNextOne() throws Exception {
        deployer.deploy("adapter");
        deployer.deploy("sender");
        deployer.deploy("receiver");
        String[] texts = texts("flowing");

        send(texts);
        awaitRows(5, "queue flowing");
        deployer.undeploy("receiver");
        deployer.deploy("receiver");

        expectEachOnce(texts, "flowing");
        undeploy("sender", "adapter");
    }

    @Test
    void messagesOutliveTheAdapter() throws Exception {
        deployer.deploy("adapter");
        deployer.deploy("receiver");
        deployer.undeploy("receiver");
        deployer.deploy("sender");
        String[] texts = texts("stored");

        send(texts);
        undeploy("sender", "adapter");
        deployer.deploy("adapter");
        deployer.deploy("receiver");

        expectEachOnce(texts, "stored");
        undeploy("adapter");
    }

    private void expectEachOnce(String[] texts, String prefix) throws Exception {
        awaitRows(texts.length, "queue " + prefix);
        awaitRows(texts.length, "topic " + prefix);
        // Then nothing more can come.
        deployer.undeploy("receiver");
        assertThat(rows("queue " + prefix)).containsExactlyInAnyOrder(prefixed("queue ", texts));
        assertThat(rows("topic " + prefix)).containsExactlyInAnyOrder(prefixed("topic ", texts));
    }

    private void undeploy(String... names) {
        for (String name : names) {
            deployer.undeploy(name);
        }
    }

    private static void send(String... texts) throws Exception {
        Messaging messaging = Beans.find("java:global/sender/Messaging", Messaging.class);
        messaging.send("redeploy", texts);
        for (String text : texts) {
            messaging.publish("redeploy", text, 0);
        }
    }

    private static String[] texts(String prefix) {
        return IntStream.range(0, MESSAGES).mapToObj(i -> prefix + i).toArray(String[]::new);
    }

    private static String[] prefixed(String prefix, String... texts) {
        return IntStream.range(0, texts.length).mapToObj(i -> prefix + texts[i]).toArray(String[]::new);
    }

    /** Waits for at least that many rows of the business table. */
    private static void awaitRows(int count, String prefix) throws Exception {
        List<String> unused = Eventually.get(() -> rows(prefix), rows -> rows.size() >= count);
    }

    private static List<String> rows(String prefix) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:./target/data/business", "sa", "sa");
                PreparedStatement select =
                        connection.prepareStatement("select line from work where line like ? || '%'")) {
            select.setString(1, prefix);
            List<String> lines = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lines.add(row.getString(1));
                }
            }
            return lines;
        }
    }

    private static void receive(Business business, String prefix, Message message) {
        try {
            business.insert(prefix + message.getBody(String.class));
        } catch (JMSException e) {
            throw new EJBException(e);
        }
    }

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "redeploy")
            })
    public static class FromQueue implements MessageListener {
        @EJB
        private Business business;

        @Override
        public void onMessage(Message message) {
            receive(business, "queue ", message);
        }
    }

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "redeploy"),
                @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
                @ActivationConfigProperty(propertyName = "clientId", propertyValue = "redeploy"),
                @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "redeploy")
            })
    public static class FromTopic implements MessageListener {
        @EJB
        private Business business;

        @Override
        public void onMessage(Message message) {
            receive(business, "topic ", message);
        }
    }
}
