// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.oncemq.OnceMqSettings;
import io.oncemq.ra.OnceMqResourceAdapter;
import io.oncemq.ra.node.ServerThreads;
import io.oncemq.ra.node.StoreAccess;
import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.Client;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the bean needs is not there, for a while or at all. */
@Timeout(60)
class TroubleTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    @Test
    void messagesWaitUncountedUntilTheBeanIsThere() throws Exception {
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        Bean bean =
                Bean.transacted(running.server(), message -> counts.add(message.getIntProperty("JMSXDeliveryCount")));
        bean.unavailable.set(2);

        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.client().send("in", "x");

        assertThat(counts.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void messagesWaitUncountedUntilTheServerHasAThread() throws Exception {
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        Bean bean =
                Bean.transacted(running.server(), message -> counts.add(message.getIntProperty("JMSXDeliveryCount")));
        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.server().rejections.set(2);

        running.client().send("in", "x");

        assertThat(counts.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void othersGoOnWhileTheServerWaitsForAThread() throws Exception {
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        Bean bean =
                Bean.transacted(running.server(), message -> counts.add(message.getIntProperty("JMSXDeliveryCount")));
        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.server().threadIsFree = new CountDownLatch(1);

        running.client().send("in", "x");
        running.client().send("elsewhere", "y");
        assertThat(running.client().receive("elsewhere")).isNotNull();
        assertThat(counts).isEmpty();
        running.server().threadIsFree.countDown();

        assertThat(counts.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void whatNoThreadCouldBeHadForIsGivenBackAtOnceByABeanThatIsStopped() throws Exception {
        Bean bean = Bean.transacted(running.server(), message -> {});
        OnceMqActivationSpec spec = Server.onQueue("in");
        running.adapter().endpointActivation(bean, spec);
        CountDownLatch free = new CountDownLatch(1);
        running.server().threadIsFree = free;
        running.client().send("in", "x");

        running.adapter().endpointDeactivation(bean, spec);

        assertThat(running.client().receive("in")).isNotNull();
        free.countDown();
    }

    @Test
    void messagesWaitUncountedWhileTheServersWorkManagerFails() throws Exception {
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        Bean bean =
                Bean.transacted(running.server(), message -> counts.add(message.getIntProperty("JMSXDeliveryCount")));
        OnceMqActivationSpec spec = Server.onQueue("in");
        spec.setMaxSession("1");
        running.adapter().endpointActivation(bean, spec);
        // The work itself, and the first attempt to go on.
        running.server().failures.set(2);

        running.client().send("in", "x", "y");

        assertThat(counts.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(counts.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void messagesWaitUncountedWhileAClassOfTheBeanIsMissing() throws Exception {
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        Bean bean =
                Bean.transacted(running.server(), message -> counts.add(message.getIntProperty("JMSXDeliveryCount")));
        // At the delivery, and at the first attempt to go on.
        bean.broken.set(2);

        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.client().send("in", "x");

        assertThat(counts.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void messagesOfABeanThatIsNotThereAreLeftToOthers() throws Exception {
        Bean bean = Bean.transacted(running.server(), message -> {});
        bean.unavailable.set(Integer.MAX_VALUE);

        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.client().send("in", "x");

        assertThat(running.client().receive("in")).isNotNull();
    }

    @Test
    void beanIsFedOnceTheDatabaseIsUp(@TempDir Path directory) throws Exception {
        Path inTheWay = Files.writeString(directory.resolve("data"), "a file where the directory is to be");
        OnceMqResourceAdapter adapter =
                running.server().start("jdbc:h2:file:" + inTheWay.resolve("store") + ";TRACE_LEVEL_FILE=0");
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Bean bean = Bean.transacted(running.server(), message -> received.add("it"));

        adapter.endpointActivation(bean, Server.onQueue("in"));
        assertThatExceptionOfType(JMSException.class)
                .isThrownBy(() -> new Client(adapter).close())
                .withMessageContaining("url=");
        assertThat(adapter.getXAResources(new ActivationSpec[0])).hasSize(1);
        Files.delete(inTheWay);
        try (Client client = new Client(adapter)) {
            client.send("in", "x");
            assertThat(received.poll(40, TimeUnit.SECONDS)).isEqualTo("it");
        } finally {
            adapter.stop();
        }
    }

    @Test
    void beanIsFedAlsoAfterAnAttemptThatFailedUnexpectedly() throws Exception {
        FailingDataSource store = new FailingDataSource();
        OnceMqSettings settings =
                OnceMqSettings.defaults().toBuilder().dataSource(store).build();
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Bean bean = Bean.plain(running.server(), message -> received.add("it"));

        try (StoreAccess access = new StoreAccess(settings, settings);
                ServerThreads threads = new ServerThreads(running.server())) {
            EndpointActivation activation = EndpointActivation.start(access, threads, bean, Server.onQueue("in"));
            store.failure = new IllegalStateException("the data source is being replaced");
            assertThat(store.failed.await(20, TimeUnit.SECONDS)).isTrue();
            store.failure = null;
            // Asks for no node before the activation has: that would be the one that fails.
            try (Connection connection = access.node()
                            .createConnection(access.node().settings().connections());
                    Session session = connection.createSession()) {
                session.createProducer(session.createQueue("in")).send(session.createMessage());
                assertThat(received.poll(40, TimeUnit.SECONDS)).isEqualTo("it");
            } finally {
                activation.stop();
            }
        }
    }

    /** The server's data source of an H2 store in memory; cannot be reached at first. */
    private static final class FailingDataSource implements DataSource {
        volatile @Nullable Exception failure = new SQLException("not there yet", "08001");

        /** Counted down by failures that are not the database's. */
        final CountDownLatch failed = new CountDownLatch(1);

        @Override
        public java.sql.Connection getConnection() throws SQLException {
            Exception now = failure;
            if (now instanceof SQLException known) {
                throw known;
            } else if (now instanceof RuntimeException unforeseen) {
                failed.countDown();
                throw unforeseen;
            }
            return DriverManager.getConnection("jdbc:h2:mem:replaced;DB_CLOSE_DELAY=-1");
        }

        @Override
        public java.sql.Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter writer) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }

    @Test
    void destinationThatIsNotBoundIsRefused() {
        OnceMqActivationSpec spec = Server.onQueue("in");
        spec.setDestinationLookup("jms/nowhere");

        assertThatExceptionOfType(InvalidPropertyException.class)
                .isThrownBy(() ->
                        running.adapter().endpointActivation(Bean.transacted(running.server(), message -> {}), spec))
                .withMessageContaining("destinationLookup must be a JNDI name that is bound")
                .withMessageContaining("jms/nowhere");
    }

    @Test
    void wrongPropertyIsRefusedEvenIfTheServerDoesNotValidate() {
        OnceMqActivationSpec spec = Server.onQueue("in");
        spec.setMessageSelector("severity >");

        assertThatExceptionOfType(InvalidPropertyException.class)
                .isThrownBy(() ->
                        running.adapter().endpointActivation(Bean.transacted(running.server(), message -> {}), spec))
                .withMessageContaining("messageSelector");
    }
}
