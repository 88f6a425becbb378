// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.InvalidClientIDException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The client IDs in use: each by one connection at a time (specification, 6.1.2). Safe for any thread. */
public final class ClientIds {
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    /** Takes an ID for a connection. */
    void take(String clientId) throws InvalidClientIDException {
        if (!used.add(clientId)) {
            throw JmsErrors.clientIdTaken(clientId);
        }
    }

    void release(String clientId) {
        used.remove(clientId);
    }
}
