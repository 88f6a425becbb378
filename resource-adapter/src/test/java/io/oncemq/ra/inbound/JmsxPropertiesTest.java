// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The properties that messages get where the adapter is told to set them (Jakarta Messaging 3.1, 3.5.9). */
@Timeout(60)
class JmsxPropertiesTest {
    @RegisterExtension
    final RunningAdapter running = RunningAdapter.configured(adapter -> {
        adapter.setApplicationId("orders");
        adapter.setPopulateJMSXTXIDs("true");
        adapter.setPopulateJMSXRcvTimestamp("true");
    });

    @Test
    void aBeansMessagesTellTheGlobalTransaction() throws Exception {
        BlockingQueue<Map<String, Object>> told = new LinkedBlockingQueue<>();
        ConnectionFactory factory = running.server().factory(running.adapter());
        Bean bean = Bean.transacted(running.server(), message -> {
            try (JMSContext context = factory.createContext()) {
                context.createProducer().send(context.createQueue("out"), "reply");
            }
            told.add(Map.of(
                    "received in", message.getStringProperty("JMSXConsumerTXID"),
                    "received at", message.getLongProperty("JMSXRcvTimestamp"),
                    "sent at", message.getJMSTimestamp(),
                    "global",
                            HexFormat.of()
                                    .formatHex(running.server()
                                            .transactions
                                            .current()
                                            .xids()
                                            .iterator()
                                            .next()
                                            .getGlobalTransactionId())));
        });

        running.adapter().endpointActivation(bean, Server.onQueue("in"));
        running.client().send("in", "request");
        Map<String, Object> request = Objects.requireNonNull(told.poll(30, TimeUnit.SECONDS));
        Message reply = Objects.requireNonNull(running.client().receive("out"));

        assertThat(request.get("received in")).isEqualTo(request.get("global"));
        assertThat((Long) request.get("received at")).isCloseTo((Long) request.get("sent at"), within(10_000L));
        assertThat(reply.getStringProperty("JMSXProducerTXID")).isEqualTo(request.get("global"));
        assertThat(reply.getStringProperty("JMSXAppID")).isEqualTo("orders");
        assertThat(reply.propertyExists("JMSXConsumerTXID"))
                .as("received outside of a transaction")
                .isFalse();
    }
}
