// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.delivery.QueueIdentity;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.reservation.Reservations;
import io.oncemq.engine.security.Access;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.engine.security.Action;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorFacts;
import io.oncemq.selector.SelectorSyntaxException;
import io.oncemq.store.DestinationRecord;
import io.oncemq.store.MessageStore;
import io.oncemq.store.ReservationRecords.Kind;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of all topics as this node's publishers act on them. The table is replaced as a whole, so routing
 * takes no lock; changes are made one at a time under {@code changes}. A subscription exists for publishers of every
 * living node before {@link #subscribe} returns.
 */
public final class Subscriptions {
    private static final long POLL_MILLIS = 20;

    private final MessageStore store;
    private final LeaseKeeper leases;
    private final LocalQueues queues;
    private final Destinations destinations;
    private final Reservations reservations;
    private final EngineSettings settings;
    private final LongFunction<String> messageIdText;
    private final Runnable changed;
    private final ReentrantLock changes = new ReentrantLock();
    private volatile Table table = new Table(-1, Map.of(), Map.of());

    /**
     * The subscriptions as one node sees them.
     *
     * @param changed told after each change, so that other nodes look at once
     */
    public Subscriptions(
            MessageStore store,
            LeaseKeeper leases,
            LocalQueues queues,
            Destinations destinations,
            Reservations reservations,
            EngineSettings settings,
            LongFunction<String> messageIdText,
            Runnable changed) {
        this.store = store;
        this.leases = leases;
        this.queues = queues;
        this.destinations = destinations;
        this.reservations = reservations;
        this.settings = settings;
        this.messageIdText = messageIdText;
        this.changed = changed;
    }

    /** The queues of the subscriptions that a message is for. */
    public List<LocalQueue> matching(DestinationRecord topic, Envelope envelope, Origin origin) throws StoreException {
        if (table.version < 0) {
            refresh();
        }
        List<Subscription> subscriptions = table.byTopic.get(topic.id());
        if (subscriptions == null) {
            return List.of();
        }
        List<LocalQueue> matching = new ArrayList<>(subscriptions.size());
        for (Subscription subscription : subscriptions) {
            if (subscription.wants(envelope, origin, messageIdText)) {
                matching.add(subscription.queue);
            }
        }
        return matching;
    }

    /**
     * Finds or makes a subscription. A durable one whose topic, selector or no-local differs from what is asked is
     * replaced, as the specification has it, unless it has consumers.
     *
     * @param access of whoever asks; it may need to create, or to manage what is replaced
     * @throws StoreConflictException if it exists in another form that cannot be replaced now
     * @throws AccessDeniedException if it would have to be made or replaced and may not
     */
    public LocalQueue subscribe(SubscriptionRequest request, Access access)
            throws StoreException, SelectorSyntaxException, AccessDeniedException {
        if (!request.selector().isEmpty()) {
            Selector.parse(request.selector());
        }
        DestinationRecord topic = destinations.get(request.topic(), access);
        NodeLease lease = leases.current();
        changes.lock();
        try {
            refresh();
            Subscription existing = request.name().isEmpty() ? null : find(request);
            if (existing != null) {
                if (existing.is(request, topic)) {
                    return existing.queue;
                }
                if (existing.queue.consumerCount() > 0) {
                    throw new StoreConflictException(
                            "subscription " + request.name() + " has consumers with another topic, selector or no-local"
                                    + " setting",
                            null);
                }
                if (request.shared() != existing.record.shared()) {
                    throw new StoreConflictException(
                            "subscription " + request.name() + " exists as "
                                    + (existing.record.shared() ? "a shared" : "an unshared") + " one",
                            null);
                }
                requireNoConsumerElsewhere(existing.queue);
                // Its topic may be another one: what waits in it goes.
                access.require(Action.MANAGE, existing.queue.identity().origin());
            }
            if (request.durable()) {
                access.require(Action.CREATE, request.topic());
            }
            if (existing != null) {
                remove(existing.record.id());
            }
            SubscriptionRecord record = store.subscriptions()
                    .create(new SubscriptionRecord(
                            0,
                            topic.id(),
                            request.clientId(),
                            request.name(),
                            request.durable(),
                            request.shared(),
                            request.selector(),
                            request.noLocal(),
                            request.durable() ? 0 : lease.id()));
            changed.run();
            refresh();
            awaitOthers();
            Subscription made = table.byId.get(record.id());
            if (made == null) {
                throw new StoreConflictException("subscription " + request.name() + " was removed meanwhile", null);
            }
            made.connection = request.origin().connection();
            return made.queue;
        } finally {
            changes.unlock();
        }
    }

    /**
     * Adds a consumer, inactive at first, to a subscription that is found or made as by {@link #subscribe}.
     *
     * @throws StoreConflictException also if it is unshared and has a consumer, on whichever node
     */
    public QueueConsumer consume(SubscriptionRequest request, Access access)
            throws StoreException, SelectorSyntaxException, AccessDeniedException {
        changes.lock();
        try {
            LocalQueue queue = subscribe(request, access);
            if (!request.shared() && queue.consumerCount() > 0) {
                throw new StoreConflictException(
                        "subscription " + request.name() + " is not shared and has a consumer already", null);
            }
            return request.durable() && !request.shared() ? only(queue) : queue.consume(null, () -> {});
        } finally {
            changes.unlock();
        }
    }

    /** The one consumer that a subscription has on all nodes. */
    private QueueConsumer only(LocalQueue queue) throws StoreException {
        String name = Long.toString(queue.id());
        QueueConsumer consumer = queue.consume(null, () -> reservations.release(Kind.CONSUMER, name));
        boolean reserved = false;
        try {
            Optional<String> node = reservations.reserve(Kind.CONSUMER, name, consumer::close);
            if (node.isPresent()) {
                throw consumedBy(queue, node.get());
            }
            reserved = true;
            return consumer;
        } finally {
            if (!reserved) {
                consumer.close();
            }
        }
    }

    /**
     * Refuses if another node consumes from an unshared durable subscription.
     *
     * @throws StoreConflictException naming the node
     */
    public void requireNoConsumerElsewhere(LocalQueue queue) throws StoreException {
        Optional<String> node = reservations.holderElsewhere(Kind.CONSUMER, Long.toString(queue.id()));
        if (node.isPresent()) {
            throw consumedBy(queue, node.get());
        }
    }

    /** Whether another node consumes from an unshared durable subscription. */
    public boolean hasConsumerElsewhere(LocalQueue queue) throws StoreException {
        return reservations
                .holderElsewhere(Kind.CONSUMER, Long.toString(queue.id()))
                .isPresent();
    }

    private static StoreConflictException consumedBy(LocalQueue queue, String node) {
        return new StoreConflictException(
                "subscription " + queue.identity().subscription() + " has a consumer on node " + node, null);
    }

    /** Ends a non-durable subscription that has no consumers on this node any more. */
    public void release(LocalQueue queue) throws StoreException {
        changes.lock();
        try {
            if (!queue.identity().durable() && queue.consumerCount() == 0) {
                remove(queue.id());
            }
        } finally {
            changes.unlock();
        }
    }

    /** The durable subscription of that name, or null. */
    public @Nullable LocalQueue findDurable(String clientId, String name) throws StoreException {
        changes.lock();
        try {
            refresh();
            for (Subscription subscription : table.byId.values()) {
                if (subscription.record.durable()
                        && subscription.record.clientId().equals(clientId)
                        && subscription.record.name().equals(name)) {
                    return subscription.queue;
                }
            }
            return null;
        } finally {
            changes.unlock();
        }
    }

    /** Ends a subscription and drops what it holds. */
    public void remove(long id) throws StoreException {
        changes.lock();
        try {
            store.subscriptions().delete(id);
            changed.run();
            queues.forget(id);
            refresh();
        } finally {
            changes.unlock();
        }
    }

    /** As {@link #refresh}, if this is not the version that this node acts on. */
    public void refreshTo(long version) throws StoreException {
        if (table.version != version) {
            refresh();
        }
    }

    /** Takes over what other nodes changed; cheap if nothing was. */
    public void refresh() throws StoreException {
        changes.lock();
        try {
            SubscriptionRecords records = store.subscriptions();
            long version = records.version();
            if (version == table.version) {
                return;
            }
            Map<Long, Subscription> byId = new HashMap<>();
            Map<Long, List<Subscription>> byTopic = new HashMap<>();
            for (SubscriptionRecord record : records.list()) {
                Subscription known = table.byId.get(record.id());
                Subscription subscription = known != null && known.record.equals(record) ? known : load(record);
                if (subscription != null) {
                    byId.put(record.id(), subscription);
                    byTopic.computeIfAbsent(record.topicId(), topic -> new ArrayList<>())
                            .add(subscription);
                }
            }
            table = new Table(version, byTopic, byId);
            NodeLease lease = leases.currentOrNull();
            if (lease != null) {
                records.seen(lease.id(), version);
            }
        } finally {
            changes.unlock();
        }
    }

    private @Nullable Subscription load(SubscriptionRecord record) throws StoreException {
        DestinationRecord topic = store.destinations().find(record.topicId()).orElse(null);
        if (topic == null) {
            return null;
        }
        String name = record.name().isEmpty() ? "(unnamed)" : record.name();
        LocalQueue queue = queues.get(new QueueIdentity(
                record.id(),
                topic.name(),
                name,
                record.durable(),
                topic.name().name().startsWith(settings.deadLetterPrefix())));
        try {
            Selector selector = record.selector().isEmpty() ? null : Selector.parse(record.selector());
            return new Subscription(record, queue, selector);
        } catch (SelectorSyntaxException e) {
            throw new StoreRefusedException(
                    "subscription " + name + " has a selector that this version cannot read: " + record.selector(), e);
        }
    }

    private void awaitOthers() throws StoreException {
        long version = table.version;
        long deadline = System.nanoTime() + settings.storeTimeout().toNanos();
        while (store.subscriptions().seenByAll() < version) {
            if (System.nanoTime() - deadline > 0) {
                throw new StoreUnavailableException(
                        "another node has not taken note of a new subscription for "
                                + settings.storeTimeout().toSeconds() + " s (setting storeTimeout)",
                        null);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
    }

    private @Nullable Subscription find(SubscriptionRequest request) {
        for (Subscription subscription : table.byId.values()) {
            SubscriptionRecord record = subscription.record;
            if (record.durable() == request.durable()
                    && record.name().equals(request.name())
                    && record.clientId().equals(request.clientId())) {
                return subscription;
            }
        }
        return null;
    }

    private record Table(long version, Map<Long, List<Subscription>> byTopic, Map<Long, Subscription> byId) {}

    /** One subscription as publishers see it. */
    private static final class Subscription {
        final SubscriptionRecord record;
        final LocalQueue queue;
        final @Nullable Selector selector;

        /** The connection that made it on this node; 0 for none. */
        volatile long connection;

        Subscription(SubscriptionRecord record, LocalQueue queue, @Nullable Selector selector) {
            this.record = record;
            this.queue = queue;
            this.selector = selector;
        }

        boolean is(SubscriptionRequest request, DestinationRecord topic) {
            return record.topicId() == topic.id()
                    && record.shared() == request.shared()
                    && record.selector().equals(request.selector())
                    && record.noLocal() == request.noLocal();
        }

        boolean wants(Envelope envelope, Origin origin, LongFunction<String> messageIdText) {
            if (record.noLocal()
                    && (connection == origin.connection()
                            || (!record.clientId().isEmpty()
                                    && record.clientId().equals(origin.clientId())))) {
                return false;
            }
            return selector == null || selector.matches(envelope, new FirstDelivery(envelope.id(), messageIdText));
        }
    }

    private record FirstDelivery(long id, LongFunction<String> messageIdText) implements SelectorFacts {
        @Override
        public String messageId() {
            return messageIdText.apply(id);
        }

        @Override
        public int deliveryCount() {
            return 1;
        }
    }

    /** The topic by which to route. */
    public DestinationRecord topic(DestinationName name) throws StoreException {
        return destinations.get(name);
    }
}
