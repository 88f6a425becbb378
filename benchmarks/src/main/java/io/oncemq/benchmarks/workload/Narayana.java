// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;

/** The transaction manager of the XA workloads: its default object store, on the disk that is measured. */
final class Narayana {
    private Narayana() {}

    /** Once in a JVM. Nothing recovers here: what a cell leaves in doubt fails its checks. */
    static TransactionManager start(Path store) throws CoreEnvironmentBeanException {
        arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier("bench");
        arjPropertyManager.getCoordinatorEnvironmentBean().setTransactionStatusManagerEnable(false);
        arjPropertyManager.getCoordinatorEnvironmentBean().setDefaultTimeout(60);
        for (String name : new String[] {"default", "communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, name)
                    .setObjectStoreDir(store.toString());
        }
        BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class).setObjectStoreDir(store.toString());
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }
}
