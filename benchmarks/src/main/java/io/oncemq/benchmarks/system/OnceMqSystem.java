// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.benchmarks.cell.CellSpec;
import io.oncemq.store.jdbc.Durability;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnectionFactory;

/** OnceMQ as it comes: a URL and a durability, every other setting at its default. */
final class OnceMqSystem extends JmsSystem {
    private final OnceMqConnectionFactory factory;
    private final OnceMqXaConnectionFactory xaFactory;

    OnceMqSystem(SystemId id, CellSpec spec) throws JMSException {
        OnceMqSettings.Builder settings = OnceMqSettings.builder()
                .durability(id.survives() == Survives.POWER_CUT ? Durability.POWER : Durability.PROCESS);
        if (id.storage() == Storage.POSTGRESQL) {
            settings.url(spec.postgresUrl()).user(PostgresUrl.USER).password(PostgresUrl.PASSWORD);
        } else {
            settings.url("jdbc:h2:file:" + spec.directory().resolve("h2").toAbsolutePath())
                    .user(H2Url.USER)
                    .password(H2Url.PASSWORD);
        }
        factory = new OnceMqConnectionFactory(settings.build());
        xaFactory = new OnceMqXaConnectionFactory(settings.build());
        // Opens the node, as the brokers' start does; it stays open for the time of `linger`.
        factory.createConnection().close();
    }

    @Override
    public ConnectionFactory connectionFactory() {
        return factory;
    }

    @Override
    public XAConnectionFactory xaConnectionFactory() {
        return xaFactory;
    }

    @Override
    public void stop() {
        xaFactory.close();
        factory.close();
    }
}
