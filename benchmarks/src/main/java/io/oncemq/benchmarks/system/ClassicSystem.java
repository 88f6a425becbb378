// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import io.oncemq.benchmarks.cell.CellSpec;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.XAConnectionFactory;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.ActiveMQXAConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.store.PersistenceAdapter;
import org.apache.activemq.store.jdbc.JDBCPersistenceAdapter;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;
import org.apache.activemq.store.kahadb.disk.journal.Journal.JournalDiskSyncStrategy;
import org.apache.commons.dbcp2.BasicDataSource;
import org.jspecify.annotations.Nullable;

/**
 * ActiveMQ Classic in this JVM, stores and client at their defaults; JMX off. Its JDBC store gets the pool and the
 * settings of the broker's own sample configuration.
 */
final class ClassicSystem extends JmsSystem {
    private static final String URL = "vm://bench?create=false";

    private final BrokerService broker = new BrokerService();
    private final @Nullable BasicDataSource dataSource;

    ClassicSystem(SystemId id, CellSpec spec) throws Exception {
        Path directory = spec.directory().resolve("classic");
        dataSource = switch (id.storage()) {
            case FILES -> null;
            case H2 -> pool(H2Url.of(spec.directory(), id.survives()), H2Url.USER, H2Url.PASSWORD);
            case POSTGRESQL -> pool(spec.postgresUrl(), PostgresUrl.USER, PostgresUrl.PASSWORD);
        };
        broker.setBrokerName("bench");
        broker.setUseJmx(false);
        broker.setUseShutdownHook(false);
        broker.setDataDirectory(directory.toString());
        // As the sample has it, but for the store's limit, which there is 100 GB.
        broker.getSystemUsage().getMemoryUsage().setPercentOfJvmHeap(70);
        broker.getSystemUsage().getStoreUsage().setLimit(20L << 30);
        broker.getSystemUsage().getTempUsage().setLimit(5L << 30);
        broker.setPersistenceAdapter(dataSource == null ? kahaDb(id, directory) : jdbc(dataSource));
        broker.start();
        broker.waitUntilStarted();
    }

    private static PersistenceAdapter kahaDb(SystemId id, Path directory) throws IOException {
        KahaDBPersistenceAdapter store = new KahaDBPersistenceAdapter();
        store.setDirectory(directory.resolve("kahadb").toFile());
        store.setJournalDiskSyncStrategy(
                id.survives() == Survives.POWER_CUT
                        ? JournalDiskSyncStrategy.ALWAYS.name()
                        : JournalDiskSyncStrategy.NEVER.name());
        return store;
    }

    private static PersistenceAdapter jdbc(BasicDataSource dataSource) {
        JDBCPersistenceAdapter store = new JDBCPersistenceAdapter();
        store.setDataSource(dataSource);
        return store;
    }

    private static BasicDataSource pool(String url, String user, String password) {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setPoolPreparedStatements(true);
        pool.setMaxTotal(64);
        pool.setMaxIdle(64);
        return pool;
    }

    @Override
    public ConnectionFactory connectionFactory() {
        return new ActiveMQConnectionFactory(URL);
    }

    @Override
    public XAConnectionFactory xaConnectionFactory() {
        return new ActiveMQXAConnectionFactory(URL);
    }

    @Override
    public void stop() throws Exception {
        broker.stop();
        broker.waitUntilStopped();
        if (dataSource != null) {
            dataSource.close();
        }
    }
}
