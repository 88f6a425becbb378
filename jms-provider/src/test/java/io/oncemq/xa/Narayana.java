// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.arjuna.recovery.RecoveryModule;
import com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTANodeNameXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTATransactionLogXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.common.JTAEnvironmentBean;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.transaction.xa.XAResource;
import org.jboss.tm.XAResourceRecovery;
import org.jboss.tm.XAResourceRecoveryRegistry;

/**
 * Narayana in a plain Java program, recovery included; one for each JVM. What docs/xa.md describes, in the same order.
 */
final class Narayana implements AutoCloseable {
    private final RecoveryManager recovery;
    private final XARecoveryModule resources;

    private Narayana(RecoveryManager recovery, XARecoveryModule resources) {
        this.recovery = recovery;
        this.resources = resources;
    }

    /**
     * Starts it.
     *
     * @param node never used by two transaction managers on the same databases, and always the same for the same log
     * @param log where it writes down what it decided; must outlive the JVM
     */
    static Narayana start(String node, Path log) throws CoreEnvironmentBeanException {
        // Before anything else of Narayana is touched: it reads its settings once.
        arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier(node);
        arjPropertyManager.getCoordinatorEnvironmentBean().setTransactionStatusManagerEnable(false);
        for (ObjectStoreEnvironmentBean store : List.of(
                arjPropertyManager.getObjectStoreEnvironmentBean(),
                BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, "communicationStore"),
                BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, "stateStore"))) {
            store.setObjectStoreDir(log.toString());
        }
        JTAEnvironmentBean jta = jtaPropertyManager.getJTAEnvironmentBean();
        jta.setXaRecoveryNodes(List.of(node));
        jta.setXaResourceOrphanFilterClassNames(List.of(
                JTATransactionLogXAResourceOrphanFilter.class.getName(),
                JTANodeNameXAResourceOrphanFilter.class.getName()));
        // Tests do not wait; the default of 20 s is right elsewhere.
        jta.setOrphanSafetyInterval(1);
        jta.setXaResourceRecordWrappingPluginClassName(NamedRecords.class.getName());
        RecoveryEnvironmentBean bean = recoveryPropertyManager.getRecoveryEnvironmentBean();
        bean.setRecoveryModuleClassNames(
                List.of(AtomicActionRecoveryModule.class.getName(), XARecoveryModule.class.getName()));
        bean.setExpiryScannerClassNames(List.of());
        bean.setRecoveryActivatorClassNames(List.of());
        bean.setRecoveryListener(false);
        bean.setRecoveryBackoffPeriod(1);
        RecoveryManager recovery = RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT);
        recovery.initialize();
        for (RecoveryModule module : recovery.getModules()) {
            if (module instanceof XARecoveryModule resources) {
                return new Narayana(recovery, resources);
            }
        }
        throw new IllegalStateException("Narayana has no XARecoveryModule");
    }

    TransactionManager transactionManager() {
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    /**
     * Without this nothing of the resource is ever recovered, and nobody says so.
     *
     * @param name what the resource's {@link NamedResource} is called in transactions
     */
    void recovers(String name, XAResourceRecoveryHelper helper) {
        resources.addXAResourceRecoveryHelper(new XAResourceRecoveryHelper() {
            @Override
            public boolean initialise(String parameter) throws Exception {
                return helper.initialise(parameter);
            }

            @Override
            public XAResource[] getXAResources() throws Exception {
                return Stream.of(helper.getXAResources())
                        .map(resource -> new NamedResource(name, resource))
                        .toArray(XAResource[]::new);
            }
        });
    }

    /** As {@link #recovers}, for a resource that stays open. */
    void recoversOpen(String name, XAResource resource) {
        recovers(name, helper(() -> new XAResource[] {resource}));
    }

    private static XAResourceRecoveryHelper helper(Supplier<XAResource[]> found) {
        return new XAResourceRecoveryHelper() {
            @Override
            public boolean initialise(String parameter) {
                return true;
            }

            @Override
            public XAResource[] getXAResources() {
                return found.get();
            }
        };
    }

    /** For a pool of connections that registers itself. */
    XAResourceRecoveryRegistry registry() {
        return new XAResourceRecoveryRegistry() {
            @Override
            public void addXAResourceRecovery(XAResourceRecovery pool) {
                // They have names already.
                resources.addXAResourceRecoveryHelper(helper(pool::getXAResources));
            }

            @Override
            public void removeXAResourceRecovery(XAResourceRecovery pool) {
                // The pool lives as long as the transaction manager.
            }
        };
    }

    /** One round of recovery now, without the pause between its two halves. */
    void recover() {
        recovery.getModules().forEach(RecoveryModule::periodicWorkFirstPass);
        recovery.getModules().forEach(RecoveryModule::periodicWorkSecondPass);
    }

    @Override
    public void close() {
        recovery.terminate();
    }
}
