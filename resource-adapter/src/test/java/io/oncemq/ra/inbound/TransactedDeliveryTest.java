// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class TransactedDeliveryTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    @Test
    void committedMessagesAreGone() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Bean bean = Bean.transacted(running.server(), message -> received.add(((TextMessage) message).getText()));
        OnceMqActivationSpec spec = Server.onQueue("in");
        // Of two sessions either may be the first to get its thread.
        spec.setMaxSession("1");

        running.client().send("in", "before");
        running.adapter().endpointActivation(bean, spec);
        running.client().send("in", "after");

        assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("before");
        assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("after");
        running.adapter().endpointDeactivation(bean, spec);
        assertThat(running.client().drain("in")).isEmpty();
        assertThat(bean.released.get()).isEqualTo(bean.endpoints.get());
    }

    @Test
    void rolledBackMessageComesAgainWithItsCountRaised() throws Exception {
        List<Integer> counts = new CopyOnWriteArrayList<>();
        CountDownLatch accepted = new CountDownLatch(1);
        Bean bean = Bean.transacted(running.server(), message -> {
            counts.add(message.getIntProperty("JMSXDeliveryCount"));
            if (counts.size() == 1) {
                assertThat(message.getJMSRedelivered()).isFalse();
                running.server().transactions.current().setRollbackOnly();
            } else if (counts.size() == 2) {
                assertThat(message.getJMSRedelivered()).isTrue();
                throw new IllegalStateException("second time");
            } else {
                accepted.countDown();
            }
        });

        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.client().send("in", "x");

        assertThat(accepted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(counts).containsExactly(1, 2, 3);
    }

    @Test
    void poisonMessageEndsInTheDeadLetterQueueWithItsLastError() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Bean bean = Bean.transacted(running.server(), message -> {
            throw new IllegalStateException("attempt " + attempts.incrementAndGet());
        });

        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.client().send("in", "poison");
        Message dead = running.client().receive("DLQ.in");

        assertThat(((TextMessage) dead).getText()).isEqualTo("poison");
        assertThat(dead.getIntProperty("JMS_OnceMQ_Attempts")).isEqualTo(10);
        assertThat(dead.getStringProperty("JMS_OnceMQ_Origin")).isEqualTo("in");
        assertThat(dead.getStringProperty("JMS_OnceMQ_LastError"))
                .isEqualTo("java.lang.IllegalStateException: attempt 10");
        assertThat(attempts).hasValue(10);
    }

    @Test
    void rollbackWithoutAnExceptionIsToldInTheDeadLetter() throws Exception {
        Bean bean = Bean.transacted(
                running.server(),
                message -> running.server().transactions.current().setRollbackOnly());

        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.client().send("in", "poison");

        assertThat(running.client().receive("DLQ.in").getStringProperty("JMS_OnceMQ_LastError"))
                .contains("the bean threw nothing");
    }
}
