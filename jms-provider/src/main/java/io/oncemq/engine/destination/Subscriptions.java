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
import io.oncemq.store.SubscriptionRecords.Member;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final Logger LOG = System.getLogger("io.oncemq");
    private static final long POLL_MILLIS = 20;

    private final MessageStore store;
    private final LeaseKeeper leases;
    private final LocalQueues queues;
    private final Destinations destinations;
    private final Reservations reservations;

    /** Guarded by {@code changes}. */
    private final Memberships memberships;

    private final EngineSettings settings;
    private final LongFunction<String> messageIdText;
    private final Runnable changed;
    private final ReentrantLock changes = new ReentrantLock();

    /** By subscription that was made on this node, the connection that made it. Guarded by {@code changes}. */
    private final Map<Long, Long> connections = new HashMap<>();

    /** The last lease under which {@link #keep} has kept everything; 0 for none. Written under {@code changes}. */
    private volatile long keptUnder;

    /** Whether {@link #keep} made changes that publishers do not know of yet. Written under {@code changes}. */
    private volatile boolean untold;

    /** The consumers of this node. */
    private final Map<Object, Consuming> consumers = new ConcurrentHashMap<>();

    private volatile Table table = new Table(-1, Map.of(), Map.of());

    /** The version that the other nodes know this one to act on. Written under {@code changes}. */
    private volatile Reported reported = new Reported(0, -1);

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
        this.memberships = new Memberships(store.subscriptions(), leases);
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
                // Its topic may be another one: what waits in it goes.
                access.require(Action.MANAGE, existing.queue.identity().origin());
            }
            if (request.durable()) {
                access.require(Action.CREATE, request.topic());
            }
            if (existing != null) {
                removeUnused(existing.queue);
            }
            return make(request, topic, lease).queue;
        } finally {
            changes.unlock();
        }
    }

    private Subscription make(SubscriptionRequest request, DestinationRecord topic, NodeLease lease)
            throws StoreException {
        SubscriptionRecord asked = new SubscriptionRecord(
                0,
                topic.id(),
                request.clientId(),
                request.name(),
                request.durable(),
                request.shared(),
                request.selector(),
                request.noLocal(),
                request.durable() || request.shared() ? 0 : lease.id());
        boolean goesOnByItself = request.durable() && !request.shared();
        long id = (goesOnByItself ? store.subscriptions().create(asked) : memberships.create(asked, lease)).id();
        // Before publishers act on it, so that no-local holds from the first message on.
        connections.put(id, request.origin().connection());
        boolean known = false;
        try {
            changed.run();
            refresh();
            awaitOthers();
            Subscription made = table.byId.get(id);
            if (made == null) {
                throw new StoreConflictException("subscription " + request.name() + " was removed meanwhile", null);
            }
            known = true;
            return made;
        } finally {
            if (!known) {
                memberships.giveUp(id);
            }
        }
    }

    /**
     * Adds a consumer, inactive at first, to a subscription that is found or made as by {@link #subscribe}.
     *
     * @param loss happens if the subscription ends or goes to another node while this one has lost its lease; the consumer is
     *     closed then
     * @throws StoreConflictException also if it is unshared and has a consumer, on whichever node
     */
    public QueueConsumer consume(SubscriptionRequest request, Access access, SubscriptionLoss loss)
            throws StoreException, SelectorSyntaxException, AccessDeniedException {
        changes.lock();
        try {
            if (request.shared()) {
                return oneOfMany(request, access, loss);
            }
            LocalQueue queue = subscribe(request, access);
            if (queue.consumerCount() > 0) {
                throw new StoreConflictException(
                        "subscription " + request.name() + " is not shared and has a consumer already", null);
            }
            return request.durable() ? only(queue, loss) : consumer(queue, () -> {}, loss);
        } finally {
            changes.unlock();
        }
    }

    private QueueConsumer consumer(LocalQueue queue, Runnable onClosed, SubscriptionLoss loss) {
        Object key = new Object();
        QueueConsumer consumer = queue.consume(null, () -> {
            consumers.remove(key);
            onClosed.run();
        });
        consumers.put(key, new Consuming(consumer, loss));
        return consumer;
    }

    /** A subscription that consumers of this node had is not theirs any more. */
    private void lost(long id) {
        consumers.forEach((key, each) -> {
            if (each.consumer.queue().id() == id && consumers.remove(key, each)) {
                each.loss.happened();
                each.consumer.close();
            }
        });
    }

    private QueueConsumer oneOfMany(SubscriptionRequest request, Access access, SubscriptionLoss loss)
            throws StoreException, SelectorSyntaxException, AccessDeniedException {
        LocalQueue queue = subscribe(request, access);
        while (!memberships.join(record(queue))) {
            // Its last consumer on another node has just ended, and it with it.
            ended(queue.id());
            queue = subscribe(request, access);
        }
        LocalQueue joined = queue;
        return consumer(queue, request.durable() ? () -> leaveIfUnused(joined) : () -> {}, loss);
    }

    private SubscriptionRecord record(LocalQueue queue) throws StoreConflictException {
        Subscription subscription = table.byId.get(queue.id());
        if (subscription == null) {
            throw new StoreConflictException(
                    "subscription " + queue.identity().subscription() + " was removed meanwhile", null);
        }
        return subscription.record;
    }

    /** The durable subscription stays; this node has no part in it any more. */
    private void leaveIfUnused(LocalQueue queue) {
        changes.lock();
        try {
            if (queue.consumerCount() == 0) {
                leave(queue.id());
            }
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, queue + " is left later, or with the lease", e);
        } finally {
            changes.unlock();
        }
    }

    private void leave(long id) throws StoreException {
        if (memberships.leave(id)) {
            ended(id);
        }
    }

    /**
     * Keeps this node's part in shared subscriptions, and its own that are not durable, through the loss of a lease, and ends what
     * could not be ended; cheap if there is nothing to do. Does nothing while subscriptions are being changed: to be called again
     * and again.
     *
     * @return false if it could do nothing now
     */
    public boolean keep() throws StoreException {
        if (memberships.isEmpty() && !untold) {
            return true;
        }
        NodeLease present = leases.currentOrNull();
        if (!changes.tryLock()) {
            return present != null && keptUnder == present.id();
        }
        try {
            memberships.refresh(new Memberships.Changes() {
                @Override
                public void gone(long id) {
                    lost(id);
                    queues.forget(id);
                    untold = true;
                }

                @Override
                public void remade(long id) {
                    untold = true;
                }
            });
            if (untold) {
                changed.run();
                refresh();
                untold = false;
            }
            keptUnder = present == null ? 0 : present.id();
            return true;
        } finally {
            changes.unlock();
        }
    }

    /** The one consumer that a subscription has on all nodes. */
    private QueueConsumer only(LocalQueue queue, SubscriptionLoss loss) throws StoreException {
        String name = Long.toString(queue.id());
        Runnable onLost = () -> lost(queue.id());
        QueueConsumer consumer = consumer(queue, () -> reservations.release(Kind.CONSUMER, name, onLost), loss);
        boolean reserved = false;
        try {
            Optional<String> node = reservations.reserve(Kind.CONSUMER, name, onLost);
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

    /** Whether another node consumes from a durable subscription. */
    public boolean hasConsumerElsewhere(LocalQueue queue) throws StoreException {
        return onlyConsumerElsewhere(queue).isPresent()
                || store.subscriptions()
                        .otherMember(queue.id(), leases.current().id())
                        .isPresent();
    }

    /** The other node that consumes from an unshared durable subscription. */
    private Optional<String> onlyConsumerElsewhere(LocalQueue queue) throws StoreException {
        return reservations.holderElsewhere(Kind.CONSUMER, Long.toString(queue.id()));
    }

    private static StoreConflictException consumedBy(LocalQueue queue, String node) {
        return new StoreConflictException(
                "subscription " + queue.identity().subscription() + " has a consumer on node " + node, null);
    }

    /**
     * This node has no consumers on a subscription any more: one that is not durable ends, unless it is shared with other
     * nodes. If the store does not answer now, as soon as it does.
     */
    public void release(LocalQueue queue) {
        changes.lock();
        try {
            if (queue.identity().durable() || queue.consumerCount() > 0) {
                return;
            }
            leave(queue.id());
        } catch (StoreException e) {
            LOG.log(
                    Level.WARNING,
                    "ONCEMQ-1506 " + queue + " could not be ended yet: it is tried again until it is",
                    e);
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

    /**
     * Ends a subscription that nobody consumes from, and drops what it holds.
     *
     * @throws StoreConflictException if it has a consumer, naming the node if that is another one
     */
    public void removeUnused(LocalQueue queue) throws StoreException {
        changes.lock();
        try {
            if (queue.consumerCount() > 0) {
                throw new StoreConflictException(
                        "subscription " + queue.identity().subscription() + " has a consumer", null);
            }
            Optional<String> node = onlyConsumerElsewhere(queue);
            if (node.isEmpty()) {
                node = store.subscriptions()
                        .deleteUnused(queue.id(), leases.current().id())
                        .map(Member::nodeName);
            }
            if (node.isPresent()) {
                throw consumedBy(queue, node.get());
            }
            ended(queue.id());
        } finally {
            changes.unlock();
        }
    }

    /** It is gone from the store. */
    private void ended(long id) throws StoreException {
        memberships.forget(id);
        changed.run();
        queues.forget(id);
        refresh();
    }

    /** As {@link #refresh}, if this is not the version that this node acts on, or the others do not know that it does. */
    public void refreshTo(long version) throws StoreException {
        if (table.version != version || !isReported(leases.currentOrNull())) {
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
                report();
                return;
            }
            Map<Long, Subscription> byId = new HashMap<>();
            Map<Long, List<Subscription>> byTopic = new HashMap<>();
            for (SubscriptionRecord record : records.list()) {
                Subscription known = table.byId.get(record.id());
                Subscription subscription = known != null && known.record.equals(record) ? known : load(record);
                if (subscription != null) {
                    subscription.connection = connections.getOrDefault(record.id(), 0L);
                    byId.put(record.id(), subscription);
                    byTopic.computeIfAbsent(record.topicId(), topic -> new ArrayList<>())
                            .add(subscription);
                }
            }
            connections.keySet().removeIf(id -> !byId.containsKey(id) && !memberships.contains(id));
            table.byId.forEach((id, old) -> {
                if (!byId.containsKey(id) && !memberships.contains(id) && old.queue.consumerCount() == 0) {
                    queues.forget(id);
                }
            });
            table = new Table(version, byTopic, byId);
            report();
        } finally {
            changes.unlock();
        }
    }

    /** Lets the other nodes know which version this one acts on; nothing if they do. Under {@code changes}. */
    private void report() throws StoreException {
        NodeLease lease = leases.currentOrNull();
        if (lease != null && !isReported(lease)) {
            Reported now = new Reported(lease.id(), table.version);
            store.subscriptions().seen(now.leaseId, now.version);
            reported = now;
        }
    }

    private boolean isReported(@Nullable NodeLease lease) {
        return lease == null || reported.equals(new Reported(lease.id(), table.version));
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
                record.shared() && !store.singleProcess(),
                topic.name().name().startsWith(settings.deadLetterPrefix())));
        try {
            Selector selector = record.selector().isEmpty() ? null : Selector.parse(record.selector());
            return new Subscription(record, queue, selector);
        } catch (SelectorSyntaxException e) {
            throw new StoreRefusedException(
                    "subscription " + name + " has a selector that this version cannot read: " + record.selector(), e);
        }
    }

    /** A lease that this node has lost counts among the others until it is rescued, which waits for this. */
    private void keepMeanwhile() {
        try {
            keep();
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "what goes with a lost lease is kept later", e);
        }
    }

    private void awaitOthers() throws StoreException {
        long version = table.version;
        long deadline = System.nanoTime() + settings.storeTimeout().toNanos();
        while (store.subscriptions().seenByAll() < version) {
            keepMeanwhile();
            report();
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

    /** What was said of which lease. */
    private record Reported(long leaseId, long version) {}

    private record Consuming(QueueConsumer consumer, SubscriptionLoss loss) {}

    private record Table(long version, Map<Long, List<Subscription>> byTopic, Map<Long, Subscription> byId) {}

    /** One subscription as publishers see it. */
    private static final class Subscription {
        final SubscriptionRecord record;
        final LocalQueue queue;
        final @Nullable Selector selector;

        /** The connection that made it on this node; 0 for none. Written before publishers see it. */
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
