// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import com.arjuna.ats.internal.jta.resources.arjunacore.XAResourceRecord;
import com.arjuna.ats.internal.jta.resources.arjunacore.XAResourceRecordWrappingPlugin;
import javax.transaction.xa.XAResource;
import org.jboss.tm.XAResourceWrapper;

/**
 * Writes a resource's name into Narayana's log with its branch, which Narayana does not do by itself: application servers bring
 * a plugin of their own.
 */
public final class NamedRecords implements XAResourceRecordWrappingPlugin {
    @Override
    public void transcribeWrapperData(XAResourceRecord branch) {
        if (branch.value() instanceof XAResourceWrapper resource) {
            branch.setProductName(resource.getProductName());
            branch.setProductVersion(resource.getProductVersion());
            branch.setJndiName(resource.getJndiName());
        }
    }

    /** Xids need no name. */
    @Override
    public Integer getEISName(XAResource resource) {
        return 0;
    }

    @Override
    public String getEISName(Integer number) {
        return "unnamed";
    }
}
