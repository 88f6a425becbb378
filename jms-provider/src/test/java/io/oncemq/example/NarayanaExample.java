// SPDX-License-Identifier: Apache-2.0
package io.oncemq.example;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.arjuna.recovery.RecoveryModule;
import com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTANodeNameXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTATransactionLogXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import io.oncemq.OnceMqXaConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.List;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import javax.transaction.xa.XAResource;
import org.jboss.narayana.jta.jms.ConnectionFactoryProxy;
import org.jboss.narayana.jta.jms.JmsXAResourceRecoveryHelper;
import org.jboss.narayana.jta.jms.TransactionHelperImpl;
import org.jboss.tm.XAResourceRecovery;
import org.jboss.tm.XAResourceRecoveryRegistry;

/** Takes orders from a queue and writes each in a database exactly once: OnceMQ under Narayana, without a server. */
public final class NarayanaExample implements AutoCloseable {
    private final RecoveryManager recovery;
    private final XARecoveryModule resources;
    private final OnceMqXaConnectionFactory messages;
    private final AgroalDataSource orders;

    /**
     * Starts the transaction manager and its recovery.
     *
     * @param node the transaction manager's name: never two of the same name at work on the same databases
     * @param log its log; keep it as carefully as a database
     * @param url of the message store
     */
    public NarayanaExample(
            String node,
            Path log,
            String url,
            Class<? extends XADataSource> driver,
            String businessUrl,
            String user,
            String password)
            throws Exception {
        // 1. Before anything else of Narayana is touched.
        arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier(node);
        arjPropertyManager.getCoordinatorEnvironmentBean().setTransactionStatusManagerEnable(false);
        arjPropertyManager.getObjectStoreEnvironmentBean().setObjectStoreDir(log.toString());
        for (String store : List.of("communicationStore", "stateStore")) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
                    .setObjectStoreDir(log.toString());
        }
        jtaPropertyManager.getJTAEnvironmentBean().setXaRecoveryNodes(List.of(node));
        jtaPropertyManager
                .getJTAEnvironmentBean()
                .setXaResourceOrphanFilterClassNames(List.of(
                        JTATransactionLogXAResourceOrphanFilter.class.getName(),
                        JTANodeNameXAResourceOrphanFilter.class.getName()));
        recoveryPropertyManager
                .getRecoveryEnvironmentBean()
                .setRecoveryModuleClassNames(
                        List.of(AtomicActionRecoveryModule.class.getName(), XARecoveryModule.class.getName()));
        recoveryPropertyManager.getRecoveryEnvironmentBean().setExpiryScannerClassNames(List.of());
        recoveryPropertyManager.getRecoveryEnvironmentBean().setRecoveryActivatorClassNames(List.of());

        // 2. Recovery runs by itself, every two minutes.
        recovery = RecoveryManager.manager(RecoveryManager.INDIRECT_MANAGEMENT);
        recovery.initialize();
        resources = module(recovery);

        // 3. Messages: without this line their branches are never recovered.
        messages = new OnceMqXaConnectionFactory(url);
        resources.addXAResourceRecoveryHelper(new JmsXAResourceRecoveryHelper(messages));

        // 4. The business database, with its recovery.
        orders = AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(10)
                        .transactionIntegration(new NarayanaTransactionIntegration(
                                transactionManager(),
                                new TransactionSynchronizationRegistryImple(),
                                null,
                                false,
                                new Registry(resources)))
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(driver)
                                .jdbcUrl(businessUrl)
                                .principal(new NamePrincipal(user))
                                .credential(new SimplePassword(password))
                                .recoveryPrincipal(new NamePrincipal(user))
                                .recoveryCredential(new SimplePassword(password)))));
        recovery.startRecoveryManagerThread();
    }

    private static XARecoveryModule module(RecoveryManager recovery) {
        for (RecoveryModule module : recovery.getModules()) {
            if (module instanceof XARecoveryModule resources) {
                return resources;
            }
        }
        throw new IllegalStateException("no XARecoveryModule");
    }

    /** Passes on what Agroal registers. */
    private record Registry(XARecoveryModule resources) implements XAResourceRecoveryRegistry {
        @Override
        public void addXAResourceRecovery(XAResourceRecovery pool) {
            resources.addXAResourceRecoveryHelper(new XAResourceRecoveryHelper() {
                @Override
                public boolean initialise(String parameter) {
                    return true;
                }

                @Override
                public XAResource[] getXAResources() {
                    return pool.getXAResources();
                }
            });
        }

        @Override
        public void removeXAResourceRecovery(XAResourceRecovery pool) {
            // The pool lives as long as the transaction manager.
        }
    }

    public TransactionManager transactionManager() {
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    public DataSource orders() {
        return orders;
    }

    /** Connections that take part in the transaction of the thread; used as any others. */
    public ConnectionFactory messages() {
        return new ConnectionFactoryProxy(messages, new TransactionHelperImpl(transactionManager()));
    }

    /** Takes one order, writes it, and sends a receipt: all of it or nothing. Returns false if none came. */
    public boolean processOne() throws Exception {
        boolean done = false;
        transactionManager().begin();
        try (Connection connection = messages().createConnection()) {
            connection.start();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            TextMessage order = (TextMessage)
                    session.createConsumer(session.createQueue("orders")).receive(10_000);
            if (order != null) {
                try (java.sql.Connection database = orders.getConnection();
                        PreparedStatement insert = database.prepareStatement("insert into orders (text) values (?)")) {
                    insert.setString(1, order.getText());
                    insert.executeUpdate();
                }
                session.createProducer(session.createQueue("receipts"))
                        .send(session.createTextMessage("got " + order.getText()));
                done = true;
            }
        } finally {
            if (done) {
                transactionManager().commit();
            } else {
                transactionManager().rollback();
            }
        }
        return done;
    }

    @Override
    public void close() {
        recovery.terminate();
        orders.close();
        messages.close();
    }
}
