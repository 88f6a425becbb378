// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.ra.OnceMqResourceAdapter;
import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.Client;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TransactedDeliveryTest {
    @TempDir
    Path directory;

    private final Server server = new Server();
    private OnceMqResourceAdapter adapter;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        adapter = server.start("jdbc:h2:file:" + directory.resolve("store"));
        client = new Client(adapter);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        adapter.stop();
        server.close();
    }

    @Test
    void committedMessagesAreGone() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Bean bean = Bean.transacted(server, message -> received.add(((TextMessage) message).getText()));
        OnceMqActivationSpec spec = Server.onQueue("in");

        client.send("in", "before");
        adapter.endpointActivation(bean, spec);
        client.send("in", "after");

        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("before");
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("after");
        adapter.endpointDeactivation(bean, spec);
        assertThat(client.drain("in")).isEmpty();
        assertThat(bean.released.get()).isEqualTo(bean.endpoints.get());
    }

    @Test
    void rolledBackMessageComesAgainWithItsCountRaised() throws Exception {
        List<Integer> counts = new CopyOnWriteArrayList<>();
        CountDownLatch accepted = new CountDownLatch(1);
        Bean bean = Bean.transacted(server, message -> {
            counts.add(message.getIntProperty("JMSXDeliveryCount"));
            if (counts.size() == 1) {
                assertThat(message.getJMSRedelivered()).isFalse();
                server.transactions.current().setRollbackOnly();
            } else if (counts.size() == 2) {
                assertThat(message.getJMSRedelivered()).isTrue();
                throw new IllegalStateException("second time");
            } else {
                accepted.countDown();
            }
        });

        adapter.endpointActivation(bean, Server.onQueue("in"));
        client.send("in", "x");

        assertThat(accepted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(counts).containsExactly(1, 2, 3);
    }

    @Test
    void poisonMessageEndsInTheDeadLetterQueueWithItsLastError() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Bean bean = Bean.transacted(server, message -> {
            throw new IllegalStateException("attempt " + attempts.incrementAndGet());
        });

        adapter.endpointActivation(bean, Server.onQueue("in"));
        client.send("in", "poison");
        Message dead = client.receive("DLQ.in");

        assertThat(((TextMessage) dead).getText()).isEqualTo("poison");
        assertThat(dead.getIntProperty("JMS_OnceMQ_Attempts")).isEqualTo(10);
        assertThat(dead.getStringProperty("JMS_OnceMQ_Origin")).isEqualTo("in");
        assertThat(dead.getStringProperty("JMS_OnceMQ_LastError"))
                .isEqualTo("java.lang.IllegalStateException: attempt 10");
        assertThat(attempts).hasValue(10);
    }

    @Test
    void rollbackWithoutAnExceptionIsToldInTheDeadLetter() throws Exception {
        Bean bean =
                Bean.transacted(server, message -> server.transactions.current().setRollbackOnly());

        adapter.endpointActivation(bean, Server.onQueue("in"));
        client.send("in", "poison");

        assertThat(client.receive("DLQ.in").getStringProperty("JMS_OnceMQ_LastError"))
                .contains("the bean threw nothing");
    }
}
