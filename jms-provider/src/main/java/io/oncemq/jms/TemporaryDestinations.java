// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.engine.security.Action;
import io.oncemq.message.DestinationName;
import io.oncemq.store.StoreException;
import jakarta.jms.JMSException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The temporary destinations of one connection; they go with it. Safe for any thread. */
final class TemporaryDestinations implements TemporaryDestinationOwner {
    private final Engine engine;
    private final Permissions permissions;
    private final Set<DestinationName> owned = ConcurrentHashMap.newKeySet();
    private final ConsumedDestinations consumed;

    /** Tells whether the connection has consumers on a destination. */
    @FunctionalInterface
    interface ConsumedDestinations {
        boolean contains(DestinationName name);
    }

    TemporaryDestinations(Engine engine, Permissions permissions, ConsumedDestinations consumed) {
        this.engine = engine;
        this.permissions = permissions;
        this.consumed = consumed;
    }

    JmsTemporaryQueue createQueue() throws JMSException {
        return new JmsTemporaryQueue(create(DestinationName.Kind.TEMPORARY_QUEUE), this);
    }

    JmsTemporaryTopic createTopic() throws JMSException {
        return new JmsTemporaryTopic(create(DestinationName.Kind.TEMPORARY_TOPIC), this);
    }

    private DestinationName create(DestinationName.Kind kind) throws JMSException {
        permissions.require(Action.CREATE, new DestinationName(kind, "(new)"));
        try {
            DestinationName name = engine.destinations().createTemporary(kind);
            owned.add(name);
            return name;
        } catch (StoreException e) {
            throw JmsErrors.store("create a " + kind.description(), e);
        }
    }

    @Override
    public boolean owns(DestinationName name) {
        return owned.contains(name);
    }

    @Override
    public void delete(DestinationName name) throws JMSException {
        if (consumed.contains(name)) {
            throw JmsErrors.temporaryInUse(name);
        }
        if (!owned.remove(name)) {
            throw JmsErrors.notYourTemporaryDestination(name);
        }
        try {
            engine.destinations().delete(name);
        } catch (StoreException e) {
            owned.add(name);
            throw JmsErrors.store("delete " + name, e);
        }
    }

    /** Deletes all; where that fails the node does so as soon as the store answers. */
    void close() throws JMSException {
        JMSException first = null;
        for (DestinationName name : owned) {
            try {
                delete(name);
            } catch (JMSException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
