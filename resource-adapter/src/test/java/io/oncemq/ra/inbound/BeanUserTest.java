// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.security.Action;
import io.oncemq.engine.security.Users;
import io.oncemq.ra.outbound.ManagedFactory;
import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.resource.ResourceException;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A bean receives as a user of the store, if the store has users. */
@Timeout(60)
class BeanUserTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private Users users;

    @BeforeEach
    void close() throws Exception {
        users = running.adapter().access().node().engine().users();
        addUsers();
    }

    private void addUsers() throws Exception {
        users.add("maker", "of maker");
        users.grant("maker", "makers");
        users.allow("makers", ">", EnumSet.allOf(Action.class));
        users.add("bean", "of bean");
        users.grant("bean", "beans");
    }

    private void send(String text) throws Exception {
        ManagedFactory factory = Server.configured(running.adapter()).createConnectionFactory();
        try (Connection connection = factory.createConnection("maker", "of maker");
                Session session = connection.createSession()) {
            session.createProducer(session.createQueue("in")).send(session.createTextMessage(text));
        }
    }

    private int left() throws Exception {
        ManagedFactory factory = Server.configured(running.adapter()).createConnectionFactory();
        try (Connection connection = factory.createConnection("maker", "of maker");
                Session session = connection.createSession()) {
            Enumeration<?> messages =
                    session.createBrowser(session.createQueue("in")).getEnumeration();
            int count = 0;
            while (messages.hasMoreElements()) {
                messages.nextElement();
                count++;
            }
            return count;
        }
    }

    private Bean bean() {
        return Bean.plain(running.server(), message -> received.add(((TextMessage) message).getText()));
    }

    private static OnceMqActivationSpec as(String user, String password) {
        OnceMqActivationSpec spec = Server.onQueue("in");
        spec.setUserName(user);
        spec.setPassword(password);
        return spec;
    }

    @Test
    void aBeanWithoutAUserOrWithoutPermissionIsRefused() {
        for (OnceMqActivationSpec spec : List.of(Server.onQueue("in"), as("bean", "wrong"), as("bean", "of bean"))) {
            assertThatThrownBy(() -> running.adapter().endpointActivation(bean(), spec))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageNotContaining("of bean");
        }
    }

    @Test
    void aBeanReceivesWhileItsUserMay() throws Exception {
        send("first");
        users.allow("beans", "in", Set.of(Action.CONSUME));
        running.adapter().endpointActivation(bean(), as("bean", "of bean"));
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("first");
        // What the bean has not acknowledged yet is still shown.
        while (left() > 0) {
            assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }

        users.revoke("bean", "beans");
        send("second");
        assertThat(left()).isEqualTo(1);
        assertThat(received).isEmpty();

        users.grant("bean", "beans");
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("second");
    }

    @Test
    void aBeanGoesOnWhenItsPasswordIsSetAgainOrItsUserIsBack() throws Exception {
        send("first");
        users.allow("beans", "in", Set.of(Action.CONSUME));
        running.adapter().endpointActivation(bean(), as("bean", "of bean"));
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("first");

        try (RefusedLogins refused = new RefusedLogins()) {
            users.changePassword("bean", "another");
            send("second");
            refused.await();
        }
        assertThat(received).isEmpty();
        users.changePassword("bean", "of bean");
        assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("second");

        users.remove("bean");
        send("third");
        users.add("bean", "of bean");
        users.grant("bean", "beans");
        assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("third");
    }

    @Test
    void aBeanWithRightCredentialsGoesOnWhenTheStoreGetsItsFirstUsers() throws Exception {
        users.removeAll();
        running.adapter().endpointActivation(bean(), as("bean", "of bean"));
        send("first");
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("first");

        addUsers();
        users.allow("beans", "in", Set.of(Action.CONSUME));
        send("second");

        assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
    }

    /** Hears of logins that this JVM's nodes refuse. */
    private static final class RefusedLogins extends Handler implements AutoCloseable {
        // Not a local: the log manager holds loggers weakly.
        private final Logger logger = Logger.getLogger("io.oncemq");
        private final CountDownLatch first = new CountDownLatch(1);

        RefusedLogins() {
            logger.addHandler(this);
        }

        void await() throws InterruptedException {
            assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void publish(LogRecord entry) {
            if (entry.getMessage().startsWith("ONCEMQ-1403")) {
                first.countDown();
            }
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
