// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Beans without transactions. */
@Timeout(60)
class PlainDeliveryTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    @Test
    void messageIsGoneAfterTheBeanReturned() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Bean bean = Bean.plain(running.server(), message -> received.add(((TextMessage) message).getText()));
        OnceMqActivationSpec spec = Server.onQueue("in");

        running.adapter().endpointActivation(bean, spec);
        running.client().send("in", "x");

        assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("x");
        running.adapter().endpointDeactivation(bean, spec);
        assertThat(running.client().drain("in")).isEmpty();
    }

    @Test
    void messageThatTheBeanThrewOnComesAgainAndIsBuriedInTheEnd() throws Exception {
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        Bean bean = Bean.plain(running.server(), message -> {
            counts.add(message.getIntProperty("JMSXDeliveryCount"));
            throw new IllegalStateException("no");
        });

        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.client().send("in", "poison");
        Message dead = running.client().receive("DLQ.in");

        assertThat(dead.getStringProperty("JMS_OnceMQ_LastError")).contains("IllegalStateException: no");
        assertThat(counts).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }
}
