// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import io.oncemq.jms.Credentials;
import org.jspecify.annotations.Nullable;

/** A connection factory of this adapter, as an activation that names it by {@code connectionFactoryLookup} sees it. */
public interface StoreClient {
    /** Where its connections go. */
    @Nullable
    StoreAccess access();

    /** The client identifier of its connections. */
    @Nullable
    String clientId();

    /** Who its connections are, where nobody else is named. */
    Credentials credentials();
}
