// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.state.OutputObjectState;
import com.arjuna.ats.internal.arjuna.objectstore.ShadowNoFileLockStore;

/** Narayana's log with a step before and after each of its writes. Made by Narayana, by its name. */
public final class SteppedLog extends ShadowNoFileLockStore {
    public SteppedLog(ObjectStoreEnvironmentBean settings) throws ObjectStoreException {
        super(settings);
    }

    @Override
    public boolean write_committed(Uid uid, String type, OutputObjectState state) throws ObjectStoreException {
        return CrashSteps.<Boolean, ObjectStoreException>around(
                "log write", () -> super.write_committed(uid, type, state));
    }

    @Override
    public boolean remove_committed(Uid uid, String type) throws ObjectStoreException {
        return CrashSteps.<Boolean, ObjectStoreException>around("log remove", () -> super.remove_committed(uid, type));
    }
}
