// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.engine.delivery.QueueIdentity;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.security.Access;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.engine.security.Action;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.message.DestinationName;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.DestinationRecord;
import io.oncemq.store.DestinationRecords;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The destinations of the store, made when first used and remembered by this node. A temporary destination is never made
 * by its name alone. Safe for any thread.
 */
public final class Destinations {
    private static final Logger LOG = System.getLogger("io.oncemq");

    /** The thread that does it has more to do. */
    private static final int DELETED_AT_ONCE = 20;

    private final DestinationRecords records;
    private final LeaseKeeper leases;
    private final LocalQueues queues;
    private final EngineSettings settings;
    private final ConcurrentMap<DestinationName, DestinationRecord> known = new ConcurrentHashMap<>();

    private final ForeignTemporary foreign;

    /** The temporary ones that were made on this node, with the lease that they go with. */
    private final ConcurrentMap<DestinationName, DestinationRecord> own = new ConcurrentHashMap<>();

    /** Temporary ones that were to be deleted, or made, and the store did not say that they were. */
    private final Set<DestinationName> undeleted = ConcurrentHashMap.newKeySet();

    public Destinations(DestinationRecords records, LeaseKeeper leases, LocalQueues queues, EngineSettings settings) {
        this.records = records;
        this.leases = leases;
        this.queues = queues;
        this.settings = settings;
        foreign = new ForeignTemporary(System::nanoTime, queues::forget);
    }

    /**
     * The destination of that name.
     *
     * @throws StoreRefusedException if it is a temporary one that does not exist (any more)
     */
    public DestinationRecord get(DestinationName name) throws StoreException {
        if (name.kind().isTemporary()) {
            return temporary(name);
        }
        DestinationRecord record = known.get(name);
        if (record == null) {
            record = create(name);
            known.put(name, record);
        }
        return record;
    }

    private DestinationRecord temporary(DestinationName name) throws StoreException {
        DestinationRecord record = own.get(name);
        if (record == null) {
            record = foreign.get(name);
        }
        if (record == null) {
            record = records.find(name).orElse(null);
            if (record == null) {
                foreign.remove(name);
                throw new StoreRefusedException(name + " does not exist any more", null);
            }
            foreign.put(record);
        }
        return record;
    }

    /**
     * The destination of that name, made only for somebody who may make it.
     *
     * @throws AccessDeniedException if it would have to be made and may not
     * @throws StoreRefusedException if it is a temporary one that does not exist (any more)
     */
    public DestinationRecord get(DestinationName name, Access access) throws StoreException, AccessDeniedException {
        if (!name.kind().isTemporary()
                && !known.containsKey(name)
                && !access.allows(Action.CREATE, name)
                && records.find(name).isEmpty()) {
            access.require(Action.CREATE, name);
        }
        return get(name);
    }

    /** Can be repeated, so a lost answer leaves nothing unknown: no caller shall take it for that of its own commit. */
    private DestinationRecord create(DestinationName name) throws StoreException {
        try {
            return records.create(name, 0);
        } catch (CommitOutcomeUnknownException e) {
            throw new StoreUnavailableException("could not learn whether " + name + " was created", e);
        }
    }

    /** A new temporary destination that goes with this node, or when it is deleted. */
    public DestinationName createTemporary(DestinationName.Kind kind) throws StoreException {
        DestinationName name = new DestinationName(kind, "temporary-" + UUID.randomUUID());
        long lease = leases.current().id();
        try {
            own.put(name, records.create(name, lease));
        } catch (StoreException e) {
            undeleted.add(name);
            throw e;
        }
        return name;
    }

    /**
     * Keeps this node's temporary destinations through the loss of a lease; cheap if there is nothing to do. By one thread at a
     * time.
     */
    public void keepTemporary() throws StoreException {
        NodeLease lease = leases.currentOrNull();
        if (lease == null) {
            return;
        }
        for (DestinationRecord record : own.values()) {
            if (record.ownerLease() != lease.id()) {
                keep(record, lease);
            }
        }
    }

    /**
     * Deletes some of the temporary destinations that could not be deleted; cheap if there are none. By one thread at a time.
     *
     * @throws StoreUnavailableException if the store still does not answer
     */
    public void deleteLeft() throws StoreUnavailableException {
        int tried = 0;
        for (DestinationName name : undeleted) {
            if (tried++ == DELETED_AT_ONCE) {
                return;
            }
            try {
                delete(name);
            } catch (StoreUnavailableException e) {
                throw e;
            } catch (StoreException e) {
                LOG.log(Level.DEBUG, name + " could not be deleted yet", e);
            }
        }
    }

    private void keep(DestinationRecord record, NodeLease lease) throws StoreException {
        boolean remade = records.keep(record, lease.id());
        if (!own.replace(record.name(), record, new DestinationRecord(record.id(), record.name(), lease.id()))) {
            // Deleted meanwhile, maybe before it was made again.
            remove(record);
        } else if (remade) {
            LOG.log(
                    Level.WARNING,
                    "ONCEMQ-1507 {0} was removed with the lease that this node had lost, and is there again: what it held is lost",
                    record.name());
        }
    }

    /** Removes a destination with all that it holds; nothing happens if it does not exist. */
    public void delete(DestinationName name) throws StoreException {
        DestinationRecord record = own.remove(name);
        if (record == null) {
            record = known.remove(name);
        }
        foreign.remove(name);
        if (record == null) {
            record = records.find(name).orElse(null);
        }
        if (record != null) {
            remove(record);
        }
        undeleted.remove(name);
    }

    private void remove(DestinationRecord record) throws StoreException {
        try {
            records.delete(record.id());
        } catch (StoreException e) {
            if (record.name().kind().isTemporary()) {
                // Who has made it may be gone: nobody else would try again.
                undeleted.add(record.name());
            }
            throw e;
        } finally {
            queues.forget(record.id());
        }
    }

    /** This node's view of a JMS queue. */
    public LocalQueue queue(DestinationName name) throws StoreException {
        if (!name.kind().isQueue()) {
            throw new IllegalArgumentException(name + " is not a queue");
        }
        DestinationRecord record = get(name);
        LocalQueue queue = queues.find(record.id());
        return queue != null
                ? queue
                : queues.get(new QueueIdentity(
                        record.id(), name, "", true, false, name.name().startsWith(settings.deadLetterPrefix())));
    }
}
