// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.jms.message.ObjectMessagePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the connections of a node.
 *
 * @param clientId null for none; the application may then set one
 * @param objectMessages which classes object messages may bring to life
 */
public record ConnectionSettings(@Nullable String clientId, ObjectMessagePolicy objectMessages) {
    public static final ConnectionSettings DEFAULTS = new ConnectionSettings(null, ObjectMessagePolicy.DEFAULTS);
}
