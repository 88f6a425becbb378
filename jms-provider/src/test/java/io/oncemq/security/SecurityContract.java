// SPDX-License-Identifier: Apache-2.0
package io.oncemq.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqAdmin;
import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.SecurityAdmin;
import io.oncemq.StorePermission;
import io.oncemq.testkit.CountingDataSource;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Who may connect and what they may do. Each database adds a subclass. Each test begins with a store that is open. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(90)
abstract class SecurityContract {
    static final String PASSWORD = "correct horse";
    private static final long SOON = 20_000;

    private final TestDatabases database;
    private final OnceMqSettings settings;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable OnceMqAdmin admin;

    /** Of this test's destinations. */
    String name = "";

    /** Of this test's user. */
    String role = "";

    SecurityContract(TestDatabases database) {
        this.database = database;
        settings = OnceMqSettings.of(database.newUrl())
                .with("user", database.user())
                .with("password", database.password())
                .with("linger", "0s");
    }

    @BeforeAll
    void openNode() throws JMSException {
        admin = OnceMqAdmin.open(settings);
        begin();
    }

    @AfterEach
    void begin() throws JMSException {
        while (!opened.isEmpty()) {
            AutoCloseable last = opened.pop();
            assertThatCode(last::close).doesNotThrowAnyException();
        }
        admin().removeAllUsers();
        for (StorePermission each : admin().permissions()) {
            admin().deny(each.role(), each.pattern(), each.actions());
        }
        name = "test." + UUID.randomUUID();
        role = "role of " + name;
    }

    @AfterAll
    void closeNode() {
        if (admin != null) {
            admin.close();
        }
    }

    OnceMqSettings settings() {
        return settings;
    }

    SecurityAdmin admin() {
        return java.util.Objects.requireNonNull(admin).security();
    }

    <C extends AutoCloseable> C closing(C resource) {
        opened.push(resource);
        return resource;
    }

    OnceMqConnectionFactory factory() {
        return new OnceMqConnectionFactory(settings);
    }

    /** Adds a user who may do that with the destinations of the test. */
    void close(String user, String... actions) throws JMSException {
        admin().addUser(user, PASSWORD);
        admin().grant(user, role);
        if (actions.length > 0) {
            admin().allow(role, name, Arrays.asList(actions));
        }
    }

    Connection connection(String user) throws JMSException {
        Connection connection = closing(factory().createConnection(user, PASSWORD));
        connection.start();
        return connection;
    }

    Session session(String user) throws JMSException {
        return connection(user).createSession();
    }

    static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(JMSSecurityException.class)
                .extracting(e -> ((JMSException) e).getErrorCode())
                .isIn("ONCEMQ-2601", "ONCEMQ-2602", "ONCEMQ-2603");
    }

    static void assertRefusedUnchecked(ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(JMSSecurityRuntimeException.class);
    }

    // Who gets in (specification, 6.1.1; API of ConnectionFactory)

    @Test
    void anOpenStoreTakesAnyUser() throws Exception {
        closing(factory().createConnection("any", "thing"));
        closing(factory().createConnection(null, null));
        closing(factory().createConnection()).createSession().createProducer(null);
    }

    @Test
    void aWrongPasswordIsRefusedAtOnceByEveryCall() throws Exception {
        close("alice");
        OnceMqXaConnectionFactory xa = new OnceMqXaConnectionFactory(settings);

        assertRefused(() -> factory().createConnection("alice", "wrong"));
        assertRefused(() -> factory().createQueueConnection("alice", "wrong"));
        assertRefused(() -> factory().createTopicConnection("alice", "wrong"));
        assertRefused(() -> xa.createXAConnection("alice", "wrong"));
        assertRefused(() -> xa.createXAQueueConnection("alice", "wrong"));
        assertRefused(() -> xa.createXATopicConnection("alice", "wrong"));
        assertRefusedUnchecked(() -> factory().createContext("alice", "wrong"));
        assertRefusedUnchecked(() -> factory().createContext("alice", "wrong", JMSContext.CLIENT_ACKNOWLEDGE));
        assertRefusedUnchecked(() -> xa.createXAContext("alice", "wrong"));
        closing(xa.createXAConnection("alice", PASSWORD));
        closing(xa.createXAContext("alice", PASSWORD));
        closing(factory().createContext("alice", PASSWORD));
        closing(factory().createQueueConnection("alice", PASSWORD));
        closing(factory().createTopicConnection("alice", PASSWORD));
    }

    @Test
    void nobodyIsRefusedAndToldWhichSettingsToUse() throws Exception {
        close("alice");

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> factory().createConnection(), () -> factory().createConnection(null, null), () -> factory()
                        .createConnection("", ""))) {
            assertRefused(call);
            assertThatThrownBy(call).hasMessageContaining("jmsUser").hasMessageContaining("jmsPassword");
        }
        assertRefusedUnchecked(() -> factory().createContext());
        assertRefusedUnchecked(() -> new OnceMqXaConnectionFactory(settings).createXAContext());
    }

    @Test
    void aConnectionWithoutUserHasThatOfItsFactory() throws Exception {
        close("alice", "send", "create");
        OnceMqConnectionFactory configured = new OnceMqConnectionFactory(settings);
        configured.setJmsUser("alice");
        configured.setJmsPassword(PASSWORD);

        Session session = closing(configured.createConnection()).createSession();
        session.createProducer(session.createQueue(name));
        closing(configured.createContext());
        assertThat(configured.toString()).contains("alice").doesNotContain(PASSWORD);
        assertThat(configured.settings().connections().toString()).doesNotContain(PASSWORD);
        configured.setJmsPassword("wrong");
        assertRefused(configured::createConnection);
    }

    @Test
    void aRefusedConnectionDoesNotKeepItsClientId() throws Exception {
        close("alice");
        OnceMqConnectionFactory named = new OnceMqConnectionFactory(settings.with("clientId", name));

        assertRefused(() -> named.createConnection("alice", "wrong"));

        closing(named.createConnection("alice", PASSWORD));
    }

    @Test
    void aMessageNeverRepeatsAPassword() throws Exception {
        close("alice");

        for (String user : List.of("alice", "bob")) {
            assertThatThrownBy(() -> factory().createConnection(user, "hunter2"))
                    .hasMessage("the user name or the password is not right")
                    .satisfies(e -> assertThat(org.assertj.core.util.Throwables.getStackTrace(e))
                            .doesNotContain("hunter2"));
        }
    }

    // What is asked for where (API of Session)

    @Test
    void sendingNeedsPermissionWithAndWithoutAFixedDestination() throws Exception {
        close("alice", "create");
        Session session = session("alice");
        Queue queue = session.createQueue(name);
        Topic topic = session.createTopic(name);
        MessageProducer anywhere = session.createProducer(null);

        assertRefused(() -> session.createProducer(queue));
        assertRefused(() -> session.createProducer(topic));
        assertRefused(() -> anywhere.send(queue, session.createMessage()));
        assertRefused(() -> anywhere.send(topic, session.createMessage()));
        admin().allow(role, "queue:" + name, List.of("send"));
        session.createProducer(queue).send(session.createMessage());
        anywhere.send(queue, session.createMessage());
        assertRefused(() -> session.createProducer(topic));
    }

    @Test
    void aContextIsRefusedByTheUncheckedTwin() throws Exception {
        close("alice", "create");
        JMSContext context = closing(factory().createContext("alice", PASSWORD));
        Queue queue = context.createQueue(name);
        Topic topic = context.createTopic(name);

        assertRefusedUnchecked(() -> context.createProducer().send(queue, "text"));
        assertRefusedUnchecked(() -> context.createConsumer(queue));
        assertRefusedUnchecked(() -> context.createBrowser(queue));
        assertRefusedUnchecked(() -> context.createSharedConsumer(topic, "s"));
        assertRefusedUnchecked(context::createTemporaryQueue);
        assertRefusedUnchecked(context::createTemporaryTopic);
    }

    @Test
    void consumingNeedsPermissionHoweverItIsDone() throws Exception {
        close("alice", "create", "manage", "send", "browse");
        Connection connection = closing(factory().createConnection("alice", PASSWORD));
        connection.setClientID(name);
        Session session = connection.createSession();
        Queue queue = session.createQueue(name);
        Topic topic = session.createTopic(name);

        assertRefused(() -> session.createConsumer(queue));
        assertRefused(() -> session.createConsumer(queue, "a = 1"));
        assertRefused(() -> session.createConsumer(topic));
        assertRefused(() -> session.createDurableConsumer(topic, "d"));
        assertRefused(() -> session.createDurableSubscriber(topic, "d"));
        assertRefused(() -> session.createSharedConsumer(topic, "s"));
        assertRefused(() -> session.createSharedDurableConsumer(topic, "sd"));
        assertRefused(() -> connection.createConnectionConsumer(queue, null, () -> null, 1));
        admin().allow(role, name, List.of("consume"));
        session.createConsumer(queue).close();
        session.createDurableConsumer(topic, "d").close();
        session.unsubscribe("d");
    }

    @Test
    void browsingIsNotConsumingAndConsumingNotBrowsing() throws Exception {
        close("alice", "create", "browse");
        Session session = session("alice");
        Queue queue = session.createQueue(name);

        QueueBrowser browser = session.createBrowser(queue);
        assertThat(browser.getEnumeration().hasMoreElements()).isFalse();
        assertRefused(() -> session.createConsumer(queue));
        admin().deny(role, name, List.of("browse"));
        admin().allow(role, name, List.of("consume"));
        session.createConsumer(queue).close();
        assertRefused(() -> session.createBrowser(queue));
        assertRefused(browser::getEnumeration);
    }

    @Test
    void withoutCreateOnlyWhatExistsCanBeUsed() throws Exception {
        close("alice", "send", "consume", "browse");
        Session session = session("alice");
        Queue queue = session.createQueue(name);
        Topic topic = session.createTopic(name);

        assertRefused(() -> session.createProducer(queue));
        assertRefused(() -> session.createConsumer(queue));
        assertRefused(() -> session.createBrowser(queue));
        assertRefused(() -> session.createConsumer(topic));
        admin().addUser("maker", PASSWORD);
        admin().grant("maker", "makers");
        admin().allow("makers", ">", List.of("all"));
        Session makers = session("maker");
        makers.createProducer(queue);
        makers.createProducer(topic);
        session.createProducer(queue);
        session.createConsumer(queue);
        session.createConsumer(topic);
    }

    // Durable subscriptions

    @Test
    void aDurableSubscriptionIsMadeByCreateAndEndedByManage() throws Exception {
        close("alice", "consume");
        admin().addUser("maker", PASSWORD);
        admin().grant("maker", "makers");
        admin().allow("makers", name, List.of("consume", "create"));
        Connection makers = closing(factory().createConnection("maker", PASSWORD));
        makers.setClientID(name);
        Session making = makers.createSession();
        Topic topic = making.createTopic(name);
        making.createDurableConsumer(topic, "d").close();
        assertRefused(() -> making.unsubscribe("d"));
        makers.close();
        Connection alices = closing(factory().createConnection("alice", PASSWORD));
        alices.setClientID(name);
        Session session = alices.createSession();

        session.createDurableConsumer(topic, "d").close();
        assertRefused(() -> session.createDurableConsumer(topic, "another"));
        assertRefused(() -> session.createDurableConsumer(topic, "d", "changed = 1", false));
        assertRefused(() -> session.unsubscribe("d"));
        admin().allow(role, name, List.of("manage"));
        session.unsubscribe("d");
    }

    /** Subscribing by the same name to another topic would end somebody's subscription to a topic one may not touch. */
    @Test
    void aSubscriptionToAnotherTopicIsNotReplacedWithoutTheRightToManageThatTopic() throws Exception {
        close("alice", "all");
        admin().addUser("victim", PASSWORD);
        admin().grant("victim", "victims");
        admin().allow("victims", name + ".secret", List.of("all"));
        Connection victims = closing(factory().createConnection("victim", PASSWORD));
        victims.setClientID(name);
        Session victim = victims.createSession();
        Topic secret = victim.createTopic(name + ".secret");
        victim.createDurableConsumer(secret, "d").close();
        victim.createProducer(secret).send(victim.createTextMessage("kept"));
        victims.close();
        Connection alices = closing(factory().createConnection("alice", PASSWORD));
        alices.setClientID(name);
        Session session = alices.createSession();

        assertRefused(() -> session.createDurableConsumer(session.createTopic(name), "d"));
        assertRefused(() -> session.unsubscribe("d"));
        alices.close();
        victims = closing(factory().createConnection("victim", PASSWORD));
        victims.setClientID(name);
        victims.start();
        assertThat(victims.createSession().createDurableConsumer(secret, "d").receive(SOON))
                .isNotNull();
    }

    // Temporary destinations

    @Test
    void temporaryDestinationsNeedCreateOnTheirCommonName() throws Exception {
        close("alice", "all");
        Session session = session("alice");

        assertRefused(session::createTemporaryQueue);
        assertRefused(session::createTemporaryTopic);
        admin().allow(role, "queue:temporary", List.of("create"));
        session.createTemporaryQueue();
        assertRefused(session::createTemporaryTopic);
    }

    @Test
    void aRequestIsAnsweredByWhoeverMayReadIt() throws Exception {
        close("alice", "send", "create");
        admin().allow(role, "temporary", List.of("create"));
        admin().addUser("server", PASSWORD);
        admin().grant("server", "servers");
        admin().allow("servers", name, List.of("consume"));
        Session client = session("alice");
        TemporaryQueue replies = client.createTemporaryQueue();
        Message request = client.createTextMessage("question");
        request.setJMSReplyTo(replies);
        client.createProducer(client.createQueue(name)).send(request);
        Session server = session("server");
        Message received = java.util.Objects.requireNonNull(
                server.createConsumer(server.createQueue(name)).receive(SOON));

        server.createProducer(received.getJMSReplyTo()).send(server.createTextMessage("answer"));

        assertThatThrownBy(() -> server.createConsumer(received.getJMSReplyTo()))
                .isInstanceOf(JMSException.class);
        assertRefused(() -> server.createBrowser((Queue) received.getJMSReplyTo()));
        assertThat(client.createBrowser(replies).getEnumeration().hasMoreElements())
                .isTrue();
        assertThat(client.createConsumer(replies).receive(SOON)).isNotNull();
    }

    @Test
    void aReplyToThatNamesAnotherQueueGivesNobodyAnything() throws Exception {
        close("alice", "all");
        Session session = session("alice");
        Message request = session.createMessage();
        request.setJMSReplyTo(session.createQueue(name + ".secret"));

        session.createProducer(session.createQueue(name)).send(request);
        Message received = java.util.Objects.requireNonNull(
                session.createConsumer(session.createQueue(name)).receive(SOON));

        assertRefused(() -> session.createProducer(received.getJMSReplyTo()));
        assertRefused(() -> session.createProducer(null).send(received.getJMSReplyTo(), session.createMessage()));
    }

    // What changes while connections are open

    @Test
    void aPermissionThatWasTakenBackEndsItsConsumersAndProducers() throws Exception {
        close("alice", "all");
        Connection connection = connection("alice");
        CompletableFuture<JMSException> told = new CompletableFuture<>();
        connection.setExceptionListener(told::complete);
        Session session = connection.createSession();
        Queue queue = session.createQueue(name);
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        Session listening = connection.createSession();
        listening.createConsumer(listening.createQueue(name)).setMessageListener(message -> {
            throw new AssertionError("nothing was sent");
        });

        admin().deny(role, name, List.of("all"));

        assertThat(told.get(30, TimeUnit.SECONDS)).isInstanceOf(JMSSecurityException.class);
        assertRefused(() -> producer.send(session.createMessage()));
        assertRefused(consumer::receiveNoWait);
        admin().addUser("other", PASSWORD);
        admin().grant("other", "others");
        admin().allow("others", name, List.of("all"));
        Session others = session("other");
        others.createProducer(queue).send(others.createTextMessage("not for alice"));
        assertThat(others.createConsumer(queue).receive(SOON)).isNotNull();
        consumer.close();
    }

    /** The consumer waits in receive while its permission goes: it is told, and does not wait for ever. */
    @Test
    void aReceiveThatWaitsIsRefusedWhenItsPermissionGoes() throws Exception {
        close("alice", "all");
        Session session = session("alice");
        MessageConsumer consumer = session.createConsumer(session.createQueue(name));
        CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
        Thread receiving = new Thread(() -> {
            try {
                consumer.receive();
                outcome.complete(null);
            } catch (JMSException e) {
                outcome.complete(e);
            }
        });
        receiving.start();

        admin().revoke("alice", role);

        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(JMSSecurityException.class);
        receiving.join();
    }

    @Test
    void aRemovedUserCanDoNothingAnyMoreButCloseAndCommit() throws Exception {
        close("alice", "all");
        admin().addUser("other", PASSWORD);
        Session session = connection("alice").createSession(Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue(name);
        session.createProducer(queue).send(session.createTextMessage("sent while it was allowed"));

        admin().removeUser("alice");

        assertRefused(() -> session.createProducer(queue));
        assertRefused(() -> factory().createConnection("alice", PASSWORD));
        session.commit();
        session.close();
    }

    @Test
    void aConnectionFromBeforeTheFirstUserCanDoNothingAnyMore() throws Exception {
        Session session = closing(factory().createConnection()).createSession();
        MessageProducer producer = session.createProducer(session.createQueue(name));
        producer.send(session.createMessage());

        close("alice", "all");

        assertRefused(() -> producer.send(session.createMessage()));
        admin().removeAllUsers();
        producer.send(session.createMessage());
    }

    // What the provider does by itself

    @Test
    void deadLettersNeedNoPermissionToMoveAndOneToBeRead() throws Exception {
        close("alice", "all");
        OnceMqConnectionFactory impatient = closing(new OnceMqConnectionFactory(OnceMqSettings.of(database.newUrl())
                .with("user", database.user())
                .with("password", database.password())
                .with("linger", "0s")
                .with("maxDeliveries", "1")));
        try (OnceMqAdmin its = OnceMqAdmin.open(impatient.settings())) {
            its.security().addUser("alice", PASSWORD);
            its.security().grant("alice", role);
            its.security().allow(role, name, List.of("all"));
            try (Connection connection = impatient.createConnection("alice", PASSWORD)) {
                connection.start();
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                session.createProducer(session.createQueue(name)).send(session.createTextMessage("poison"));
                session.commit();
                MessageConsumer consumer = session.createConsumer(session.createQueue(name));
                assertThat(consumer.receive(SOON)).isNotNull();
                session.rollback();
                assertRefused(() -> session.createConsumer(session.createQueue("DLQ." + name)));
                its.security().allow(role, "DLQ." + name, List.of("consume", "create"));
                assertThat(session.createConsumer(session.createQueue("DLQ." + name))
                                .receive(SOON))
                        .isNotNull();
            }
        }
    }

    // JMSXUserID (specification, 3.5.9)

    @Test
    void messagesCarryTheirSendersUserIfTheSettingAsksForIt() throws Exception {
        close("alice", "all");
        OnceMqConnectionFactory naming = new OnceMqConnectionFactory(settings.with("populateJMSXUserID", "true"));
        Session named = closing(naming.createConnection("alice", PASSWORD)).createSession();
        Message sent = named.createTextMessage("x");
        named.createProducer(named.createQueue(name)).send(sent);
        Session session = session("alice");
        MessageConsumer consumer = session.createConsumer(session.createQueue(name), "JMSXUserID = 'alice'");
        Message received = java.util.Objects.requireNonNull(consumer.receive(SOON));
        MessageProducer producer = session.createProducer(session.createQueue(name));

        assertThat(sent.getStringProperty("JMSXUserID")).isEqualTo("alice");
        assertThat(received.getStringProperty("JMSXUserID")).isEqualTo("alice");
        assertThatThrownBy(() -> session.createMessage().setStringProperty("JMSXUserID", "root"))
                .isInstanceOf(JMSException.class);
        producer.send(received);
        Message again = java.util.Objects.requireNonNull(
                session.createConsumer(session.createQueue(name)).receive(SOON));
        assertThat(again.propertyExists("JMSXUserID"))
                .as("forwarded by a connection that does not say who it is")
                .isFalse();
    }

    @Test
    void aNameThatWasNotVerifiedIsNotCarried() throws Exception {
        OnceMqConnectionFactory naming = new OnceMqConnectionFactory(settings.with("populateJMSXUserID", "true"));
        Session session = closing(naming.createConnection("root", "guess")).createSession();
        Message sent = session.createMessage();

        session.createProducer(session.createQueue(name)).send(sent);

        assertThat(sent.propertyExists("JMSXUserID")).isFalse();
    }

    // What it costs

    @Test
    void aSendAndAReceiveCostNoStatementForTheirPermission() throws Exception {
        CountingDataSource counter = new CountingDataSource(database.dataSourceAt(database.newUrl()));
        OnceMqSettings counted = OnceMqSettings.builder()
                .dataSource(counter.dataSource())
                .set("linger", "0s")
                .set("leaseTerm", "60s")
                .build();
        try (OnceMqAdmin its = OnceMqAdmin.open(counted);
                OnceMqConnectionFactory factory = new OnceMqConnectionFactory(counted)) {
            its.security().addUser("alice", PASSWORD);
            its.security().grant("alice", role);
            its.security().allow(role, ">", List.of("all"));
            Connection connection = factory.createConnection("alice", PASSWORD);
            connection.start();
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(null);
            Queue queue = session.createQueue(name);
            MessageConsumer consumer = session.createConsumer(queue);
            producer.send(queue, session.createTextMessage("first"));
            assertThat(consumer.receive(SOON)).isNotNull();

            counter.reset();
            producer.send(queue, session.createTextMessage("second"));
            assertThat(consumer.receive(SOON)).isNotNull();

            assertThat(counter.said())
                    .noneMatch(said -> said.contains("oncemq_user") || said.contains("oncemq_permission"));
            factory.createConnection("alice", PASSWORD).close();
            assertThat(counter.said()).noneMatch(said -> said.contains("oncemq_user"));
        }
    }
}
