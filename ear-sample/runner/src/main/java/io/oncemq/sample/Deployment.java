// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.util.Map;
import org.glassfish.embeddable.GlassFishException;

/**
 * Brings adapter, resources and application into the server, in the order of a production system: the adapter by itself,
 * then what refers to it, the application last.
 */
final class Deployment {
    private static final String ADAPTER = "oncemq";

    private final PayaraServer server;

    Deployment(PayaraServer server) {
        this.server = server;
    }

    void run(RunSettings settings, Databases databases) throws GlassFishException {
        businessDatabase(databases.business());
        adapter(settings, databases.messages());
        destination("jakarta.jms.Queue", "orders", "jms/orders");
        destination("jakarta.jms.Topic", "order-events", "jms/orderEvents");
        server.deploy("orders", settings.application());
    }

    private void businessDatabase(Database business) throws GlassFishException {
        server.run(
                "create-jdbc-connection-pool",
                "--datasourceclassname=" + business.xaDataSource(),
                "--restype=javax.sql.XADataSource",
                "--steadypoolsize=1",
                "--maxpoolsize=48",
                PayaraServer.properties(
                        Map.of("url", business.url(), "user", business.user(), "password", business.password())),
                "ordersPool");
        server.run("create-jdbc-resource", "--connectionpoolid=ordersPool", "jdbc/orders");
    }

    private void adapter(RunSettings settings, Database messages) throws GlassFishException {
        server.run(
                "create-resource-adapter-config",
                PayaraServer.properties(
                        Map.of("url", messages.url(), "user", messages.user(), "password", messages.password())),
                ADAPTER);
        server.deploy(ADAPTER, settings.adapter());
        server.run(
                "create-connector-connection-pool",
                "--raname=" + ADAPTER,
                "--connectiondefinition=jakarta.jms.ConnectionFactory",
                "--transactionsupport=XATransaction",
                "--steadypoolsize=0",
                "--maxpoolsize=48",
                "oncemqPool");
        server.run("create-connector-resource", "--poolname=oncemqPool", "jms/oncemq");
    }

    private void destination(String type, String physicalName, String jndiName) throws GlassFishException {
        server.run(
                "create-admin-object",
                "--raname=" + ADAPTER,
                "--restype=" + type,
                PayaraServer.properties(Map.of("physicalName", physicalName)),
                jndiName);
    }
}
