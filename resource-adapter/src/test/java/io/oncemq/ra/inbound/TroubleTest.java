// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.oncemq.ra.OnceMqResourceAdapter;
import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.Client;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.JMSException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
