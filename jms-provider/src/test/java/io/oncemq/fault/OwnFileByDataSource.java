// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import jakarta.jms.JMSContext;
import org.h2.jdbcx.JdbcConnectionPool;

/** A program whose DataSource names a file of OnceMQ's own file system; says {@code SENT} or why not. */
final class OwnFileByDataSource {
    private OwnFileByDataSource() {}

    /** Arguments: the file, and whether the DataSource is used before OnceMQ is. */
    public static void main(String[] args) throws Exception {
        JdbcConnectionPool source = JdbcConnectionPool.create("jdbc:h2:oncemq:" + args[0], "sa", "sa");
        if (Boolean.parseBoolean(args[1])) {
            // The pool keeps it for whoever comes next.
            source.getConnection().close();
        }
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(
                        OnceMqSettings.defaults().toBuilder().dataSource(source).build());
                JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue("orders"), "kept");
            System.out.println("SENT");
        } catch (RuntimeException e) {
            System.out.println("REFUSED " + e.getMessage());
        }
        System.exit(0);
    }
}
