// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/** Leaves a trace when it is initialized and when it is deserialized. */
class Hostil implements Serializable {
    private static final long serialVersionUID = 1L;

    static {
        HostileTrace.initialized = true;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        HostileTrace.deserialized = true;
    }
}
