// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

/** The same for {@code jakarta.jms.TopicConnectionFactory}: each interface has its own entry in ra.xml. */
public final class OnceMqTopicManagedConnectionFactory extends OnceMqManagedConnectionFactory {
    private static final long serialVersionUID = 1L;

    @Override
    String domain() {
        return "Topic";
    }
}
