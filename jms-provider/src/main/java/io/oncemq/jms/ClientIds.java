// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.store.StoreException;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The client IDs in use: each by one connection at a time, on whichever node (specification, 6.1.2). Safe for any thread.
 */
public final class ClientIds {
    private final Engine engine;
    /** By client ID what its reservation is made with. */
    private final Map<String, Runnable> used = new ConcurrentHashMap<>();

    public ClientIds(Engine engine) {
        this.engine = engine;
    }

    /**
     * Takes an ID for a connection.
     *
     * @param onLost run if another node has it after this one lost its lease; another object for each connection
     */
    void take(String clientId, Runnable onLost) throws JMSException {
        if (used.putIfAbsent(clientId, onLost) != null) {
            throw JmsErrors.clientIdTaken(clientId, engine.settings().nodeName());
        }
        boolean taken = false;
        try {
            Optional<String> node = engine.reservations().reserveClientId(clientId, onLost);
            if (node.isPresent()) {
                throw JmsErrors.clientIdTaken(clientId, node.get());
            }
            taken = true;
        } catch (StoreException e) {
            throw JmsErrors.store("reserve the client ID", e);
        } finally {
            if (!taken) {
                used.remove(clientId);
            }
        }
    }

    void release(String clientId) {
        Runnable onLost = used.get(clientId);
        if (onLost != null) {
            engine.reservations().releaseClientId(clientId, onLost);
            used.remove(clientId);
        }
    }
}
