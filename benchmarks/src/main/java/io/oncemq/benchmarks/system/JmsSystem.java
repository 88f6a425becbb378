// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import io.oncemq.benchmarks.client.Clients;
import io.oncemq.benchmarks.client.JmsClients;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.XAConnectionFactory;

/** A Jakarta Messaging provider. */
public abstract class JmsSystem implements SystemUnderTest {
    public abstract ConnectionFactory connectionFactory();

    public abstract XAConnectionFactory xaConnectionFactory();

    @Override
    public final Clients clients(String queue) {
        return new JmsClients(connectionFactory(), xaConnectionFactory(), queue);
    }
}
