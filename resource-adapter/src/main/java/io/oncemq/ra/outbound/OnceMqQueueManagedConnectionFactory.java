// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

/** The same for {@code jakarta.jms.QueueConnectionFactory}: each interface has its own entry in ra.xml. */
public final class OnceMqQueueManagedConnectionFactory extends OnceMqManagedConnectionFactory {
    private static final long serialVersionUID = 1L;

    @Override
    String domain() {
        return "Queue";
    }
}
