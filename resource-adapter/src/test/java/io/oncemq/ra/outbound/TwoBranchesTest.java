// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A transaction manager that never joins, as WildFly's: what a bean receives and sends are two prepared branches. */
@Timeout(60)
class TwoBranchesTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter(false);

    @Test
    void beanRepliesToTheQueueItReceivesFrom() throws Exception {
        ConnectionFactory factory = running.server().factory(running.adapter());
        Bean bean = Bean.transacted(running.server(), message -> {
            int count = Integer.parseInt(((TextMessage) message).getText());
            try (JMSContext context = factory.createContext()) {
                context.createProducer()
                        .send(context.createQueue(count < 20 ? "circle" : "end"), String.valueOf(count + 1));
            }
            assertThat(running.server().transactions.current().xids()).hasSize(2);
        });

        running.adapter().endpointActivation(bean, Server.onQueue("circle"));
        running.client().send("circle", "1");
        Message end = running.client().receive("end");

        assertThat(((TextMessage) end).getText()).isEqualTo("21");
        assertThat(running.client().drain("DLQ.circle")).isEmpty();
    }
}
