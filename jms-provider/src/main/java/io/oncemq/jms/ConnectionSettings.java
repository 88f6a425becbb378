// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.jms.message.ObjectMessagePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the connections of a node.
 *
 * @param clientId null for none; the application may then set one
 * @param objectMessages which classes object messages may bring to life
 * @param credentials who connects
 * @param jmsxProperties which optional properties messages have
 */
public record ConnectionSettings(
        @Nullable String clientId,
        ObjectMessagePolicy objectMessages,
        Credentials credentials,
        JmsxProperties jmsxProperties) {
    public static final ConnectionSettings DEFAULTS =
            new ConnectionSettings(null, ObjectMessagePolicy.DEFAULTS, Credentials.NONE, JmsxProperties.NONE);

    /** The same for another client ID. */
    public ConnectionSettings withClientId(@Nullable String other) {
        return new ConnectionSettings(other, objectMessages, credentials, jmsxProperties);
    }

    /** The same for somebody else. */
    public ConnectionSettings withCredentials(Credentials others) {
        return new ConnectionSettings(clientId, objectMessages, others, jmsxProperties);
    }
}
