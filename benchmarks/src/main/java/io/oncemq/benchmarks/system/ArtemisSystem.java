// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import io.oncemq.benchmarks.cell.CellSpec;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.XAConnectionFactory;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.StoreConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.storage.DatabaseStorageConfiguration;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory;

/**
 * ActiveMQ Artemis in this JVM, set up as its own {@code artemis create} sets a broker up; security and JMX off. Its
 * client keeps its defaults: a durable send waits for the journal, an acknowledgement does not.
 */
final class ArtemisSystem extends JmsSystem {
    private static final String URL = "vm://0";
    private static final int MEGABYTE = 1024 * 1024;

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final ActiveMQConnectionFactory factory;
    private final ActiveMQXAConnectionFactory xaFactory;

    ArtemisSystem(SystemId id, CellSpec spec) throws Exception {
        Path directory = spec.directory().resolve("artemis");
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration
                .setName("bench")
                .setPersistenceEnabled(true)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setMaxDiskUsage(95)
                .setPagingDirectory(directory.resolve("paging").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setLargeMessagesDirectory(directory.resolve("large-messages").toString());
        configuration.addAcceptorConfiguration("in-vm", URL);
        configuration.addAddressSetting("#", asCreated());
        switch (id.storage()) {
            case FILES -> keepInJournal(configuration, id, spec, directory.resolve("journal"));
            case H2 ->
                configuration.setStoreConfiguration(
                        store(H2Url.of(spec.directory(), id.survives()), H2Url.USER, H2Url.PASSWORD, "org.h2.Driver"));
            case POSTGRESQL ->
                configuration.setStoreConfiguration(
                        store(spec.postgresUrl(), PostgresUrl.USER, PostgresUrl.PASSWORD, "org.postgresql.Driver"));
        }
        broker.setConfiguration(configuration);
        broker.start();
        factory = new ActiveMQConnectionFactory(URL);
        xaFactory = new ActiveMQXAConnectionFactory(URL);
    }

    /** The journal as {@code artemis create} writes it: buffer timeout by what this disk can do, datasync unless told not to. */
    private static void keepInJournal(Configuration configuration, SystemId id, CellSpec spec, Path journal) {
        boolean synced = id.survives() == Survives.POWER_CUT;
        int bufferTimeout = Math.toIntExact(synced ? spec.syncNanos() : spec.writeNanos());
        // Without the library libaio on the machine this is plain NIO, as it is for their users there.
        boolean asyncIo = AIOSequentialFileFactory.isSupported();
        configuration
                .setJournalDirectory(journal.toString())
                .setJournalType(asyncIo ? JournalType.ASYNCIO : JournalType.NIO)
                .setJournalDatasync(synced)
                .setJournalMinFiles(2)
                .setJournalPoolFiles(10)
                .setJournalFileSize(10 * MEGABYTE)
                .setJournalBufferTimeout_AIO(bufferTimeout)
                .setJournalBufferTimeout_NIO(bufferTimeout);
    }

    private static AddressSettings asCreated() {
        return new AddressSettings()
                .setDeadLetterAddress(SimpleString.of("DLQ"))
                .setExpiryAddress(SimpleString.of("ExpiryQueue"))
                .setRedeliveryDelay(0)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setPageSizeBytes(10 * MEGABYTE)
                .setMaxSizeBytes(-1)
                .setMaxSizeMessages(-1)
                .setMaxReadPageMessages(-1)
                .setMaxReadPageBytes(20 * MEGABYTE);
    }

    private static StoreConfiguration store(String url, String user, String password, String driver) {
        DatabaseStorageConfiguration store = new DatabaseStorageConfiguration();
        store.setJdbcConnectionUrl(url);
        store.setJdbcUser(user);
        store.setJdbcPassword(password);
        store.setJdbcDriverClassName(driver);
        // As it comes its journal waits 5 ms for company before each commit, which is most of what one client would
        // see.
        store.setJdbcJournalSyncPeriodMillis(1);
        return store;
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
    public void stop() throws Exception {
        xaFactory.close();
        factory.close();
        broker.stop();
    }
}
