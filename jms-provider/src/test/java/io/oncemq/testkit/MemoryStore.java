// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import io.oncemq.message.DestinationName;
import io.oncemq.store.Batch;
import io.oncemq.store.BranchRecords;
import io.oncemq.store.BranchXid;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.DestinationRecord;
import io.oncemq.store.DestinationRecords;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.Lease;
import io.oncemq.store.Leases;
import io.oncemq.store.MessageStore;
import io.oncemq.store.ReservationRecords;
import io.oncemq.store.SpaceRecords;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreState;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import io.oncemq.store.UserRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory that keeps the rules of the SPI: transactions are serial, guarded by one lock, and undone by a copy of
 * the rows. For tests of the engine that need no database.
 */
public final class MemoryStore implements MessageStore {
    private static final Comparator<Row> ORDER = Comparator.<Row>comparingInt(
                    row -> -row.delivery.envelope().priority())
            .thenComparingLong(row -> row.delivery.id());

    private static final int MOST_INLINE_BYTES = 1024 * 1024;

    private final UUID id = UUID.randomUUID();
    private final LongSupplier clock;
    private final boolean singleProcess;
    private final int lanes;
    private final AtomicLong sequence = new AtomicLong();
    private final UserRecords users = new MemoryUsers();

    /** Guarded by this. */
    private final Map<String, Long> reservations = new HashMap<>();

    private State state = new State();

    /** Counts what a database would be asked for. */
    public final AtomicLong commits = new AtomicLong();

    /** Run before and after each commit takes effect, outside of the lock: where a test lets threads overtake. */
    public volatile Runnable aroundCommit = () -> {};

    /** Run before a node asks whether all others act on its new subscription, outside of the lock. */
    public volatile Runnable beforeSeenByAll = () -> {};

    /** Run before a page is read for selectors, outside of the lock. */
    public volatile Runnable beforePage = () -> {};

    public MemoryStore(boolean singleProcess, int lanes, LongSupplier clock) {
        this.singleProcess = singleProcess;
        this.lanes = lanes;
        this.clock = clock;
    }

    /** All rows of a queue by holder, for assertions. */
    public synchronized List<Long> holders(long queueId) {
        return rows(row -> row.delivery.queueId() == queueId)
                .map(row -> row.holder)
                .toList();
    }

    public synchronized int rowCount() {
        return state.deliveries.size();
    }

    private Stream<Row> rows(Predicate<Row> filter) {
        return state.deliveries.values().stream().filter(filter).sorted(ORDER);
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public boolean singleProcess() {
        return singleProcess;
    }

    @Override
    public synchronized StoreState state() throws StoreException {
        return new StoreState(state.version, users.version(), state.leases.size());
    }

    @Override
    public int laneCount() {
        return lanes;
    }

    @Override
    public StoreSession openSession(String purpose) {
        return new StoreSession() {
            @Override
            public StoreTransaction begin() {
                return new Transaction();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Leases leases() {
        return new LeaseRules();
    }

    @Override
    public DestinationRecords destinations() {
        return new DestinationRules();
    }

    @Override
    public SubscriptionRecords subscriptions() {
        return new SubscriptionRules();
    }

    @Override
    public BranchRecords branches() {
        return new BranchRules();
    }

    @Override
    public DeliveryRecords deliveries() {
        return new DeliveryRules();
    }

    @Override
    public UserRecords users() {
        return users;
    }

    @Override
    public ReservationRecords reservations() {
        return new ReservationRules();
    }

    @Override
    public SpaceRecords space() {
        return new SpaceRules();
    }

    @Override
    public void close() {}

    private static final class Row {
        final StoredDelivery delivery;
        final long holder;
        final long deliverAt;

        Row(StoredDelivery delivery, long holder, long deliverAt) {
            this.delivery = delivery;
            this.holder = holder;
            this.deliverAt = deliverAt;
        }

        Row heldBy(long newHolder) {
            return new Row(delivery, newHolder, deliverAt);
        }
    }

    private static final class State {
        Map<Long, Row> deliveries = new TreeMap<>();
        Map<Long, Long> leases = new LinkedHashMap<>();
        Map<String, Long> lanes = new LinkedHashMap<>();
        Map<Long, DestinationRecord> destinations = new LinkedHashMap<>();
        Map<Long, SubscriptionRecord> subscriptions = new LinkedHashMap<>();
        Map<Long, BranchRecords.BranchRecord> branches = new LinkedHashMap<>();
        Map<Long, Long> seen = new LinkedHashMap<>();
        Map<Group, Long> groups = new LinkedHashMap<>();
        Map<Long, Set<Long>> members = new LinkedHashMap<>();
        long version;

        State copy() {
            State copy = new State();
            copy.deliveries = new TreeMap<>(deliveries);
            copy.leases = new LinkedHashMap<>(leases);
            copy.lanes = new LinkedHashMap<>(lanes);
            copy.destinations = new LinkedHashMap<>(destinations);
            copy.subscriptions = new LinkedHashMap<>(subscriptions);
            copy.branches = new LinkedHashMap<>(branches);
            copy.seen = new LinkedHashMap<>(seen);
            copy.groups = new LinkedHashMap<>(groups);
            members.forEach((subscription, each) -> copy.members.put(subscription, new LinkedHashSet<>(each)));
            copy.version = version;
            return copy;
        }
    }

    private record Group(long queueId, String name) {}

    private static @Nullable String group(Row row) {
        return row.delivery.envelope().group();
    }

    private boolean isOwner(Row row, long leaseId) {
        return Long.valueOf(leaseId).equals(state.groups.get(groupOf(row)));
    }

    /** Nobody else owns its group, and nothing of it must come first. */
    private boolean mayOwn(Row row, long leaseId) {
        Long owner = state.groups.get(groupOf(row));
        return (owner == null || owner == leaseId) && !isBlocked(row);
    }

    private boolean isBlocked(Row row) {
        return state.deliveries.values().stream()
                .anyMatch(other -> group(other) != null
                        && groupOf(other).equals(groupOf(row))
                        && other.holder < 0
                        && other.holder % 2 != 0
                        && (other.holder < -1 || other.delivery.deliveries() > 0));
    }

    private static Group groupOf(Row row) {
        return new Group(row.delivery.queueId(), String.valueOf(group(row)));
    }

    private static StoreConflictException conflict(String message) {
        return new StoreConflictException(message, null);
    }

    /** Collects steps and plays them on a copy at commit; a claim is played at once, on whatever is committed then. */
    private final class Transaction implements StoreTransaction {
        private final List<Step> steps = new ArrayList<>();
        private final List<Long> claimed = new ArrayList<>();

        @Override
        public void fence(long leaseId, int lane, long batchNo) throws StoreException {
            Step step = into -> {
                Long last = into.lanes.get(leaseId + "/" + lane);
                if (last == null || last >= batchNo) {
                    throw conflict("lease " + leaseId + " is dead, or batch " + batchNo + " late");
                }
                into.lanes.put(leaseId + "/" + lane, batchNo);
            };
            synchronized (MemoryStore.this) {
                step.play(state.copy());
            }
            steps.add(step);
        }

        @Override
        public void write(long leaseId, List<Batch> group) throws StoreException {
            Step step = into -> {
                for (Batch batch : group) {
                    apply(into, leaseId, batch);
                }
            };
            synchronized (MemoryStore.this) {
                step.play(state.copy());
            }
            steps.add(step);
        }

        @Override
        public ClaimResult claim(long leaseId, long queueId, int limit) {
            return claim(leaseId, queueId, limit, row -> group(row) == null, true);
        }

        @Override
        public ClaimResult claimGrouped(long leaseId, long queueId, int limit, Collection<String> without) {
            synchronized (MemoryStore.this) {
                ClaimResult result = claim(
                        leaseId,
                        queueId,
                        limit,
                        row -> group(row) == null || (!without.contains(group(row)) && mayOwn(row, leaseId)),
                        false);
                for (StoredDelivery each : result.deliveries()) {
                    String group = each.envelope().group();
                    if (group != null) {
                        own(leaseId, queueId, List.of(group));
                    }
                }
                return result;
            }
        }

        @Override
        public List<String> own(long leaseId, long queueId, Collection<String> names) {
            synchronized (MemoryStore.this) {
                return names.stream()
                        .filter(name -> state.groups.putIfAbsent(new Group(queueId, name), leaseId) == null)
                        .toList();
            }
        }

        @Override
        public void letGo(long leaseId, long queueId, Collection<String> names) {
            steps.add(into -> names.forEach(name -> into.groups.remove(new Group(queueId, name), leaseId)));
        }

        private ClaimResult claim(long leaseId, long queueId, int limit, Predicate<Row> may, boolean untilGroups) {
            synchronized (MemoryStore.this) {
                List<Row> all = rows(row -> row.delivery.queueId() == queueId && row.holder == Holder.READY)
                        .toList();
                boolean grouped = all.stream().anyMatch(row -> group(row) != null);
                List<Row> ready = all.stream().filter(may).toList();
                List<StoredDelivery> result = new ArrayList<>();
                for (Row row : ready) {
                    boolean crashed = row.delivery.crashes() > 0;
                    if (result.size() == limit || (crashed && !result.isEmpty())) {
                        break;
                    }
                    result.add(row.delivery);
                    if (crashed) {
                        break;
                    }
                }
                take(leaseId, result);
                return new ClaimResult(result, result.size() == ready.size() && !(untilGroups && grouped), grouped);
            }
        }

        @Override
        public List<StoredDelivery> claim(long leaseId, long queueId, long[] ids) {
            synchronized (MemoryStore.this) {
                List<StoredDelivery> result = new ArrayList<>();
                for (long each : ids) {
                    Row row = state.deliveries.get(each);
                    if (row != null
                            && row.holder == Holder.READY
                            && (group(row) == null || (isOwner(row, leaseId) && mayOwn(row, leaseId)))) {
                        result.add(row.delivery);
                    }
                }
                take(leaseId, result);
                return result;
            }
        }

        private void take(long leaseId, List<StoredDelivery> deliveries) {
            for (StoredDelivery delivery : deliveries) {
                claimed.add(delivery.id());
                state.deliveries.computeIfPresent(delivery.id(), (key, row) -> row.heldBy(leaseId));
            }
        }

        @Override
        public List<StoredDelivery> held(long leaseId, long queueId) {
            synchronized (MemoryStore.this) {
                return rows(row -> row.delivery.queueId() == queueId && row.holder == leaseId)
                        .map(row -> row.delivery)
                        .toList();
            }
        }

        @Override
        public void commit() throws StoreException {
            aroundCommit.run();
            synchronized (MemoryStore.this) {
                State next = state.copy();
                for (Step step : steps) {
                    step.play(next);
                }
                state = next;
                claimed.clear();
                commits.incrementAndGet();
            }
            aroundCommit.run();
        }

        @Override
        public void commitUnsynced() throws StoreException {
            commit();
        }

        @Override
        public void close() {
            synchronized (MemoryStore.this) {
                claimed.forEach(
                        each -> state.deliveries.computeIfPresent(each, (key, row) -> row.heldBy(Holder.READY)));
            }
        }
    }

    private void apply(State into, long leaseId, Batch batch) throws StoreException {
        for (Batch.NewDelivery send : batch.sends()) {
            if (send.bodyId() == 0 && send.envelope().bodySizeBytes() > MOST_INLINE_BYTES) {
                throw new StoreRefusedException(send.envelope() + " is too large for a row", null);
            }
            StoredDelivery delivery =
                    new StoredDelivery(send.id(), send.queueId(), 0, 0, send.bodyId(), send.envelope());
            if (into.deliveries.put(
                            send.id(),
                            new Row(delivery, send.holder(), send.envelope().deliverAt()))
                    != null) {
                throw conflict("delivery " + send.id() + " exists");
            }
        }
        for (HeldDelivery acknowledged : batch.acknowledgements()) {
            require(into, acknowledged.id(), leaseId);
            into.deliveries.remove(acknowledged.id());
        }
        for (Batch.Release release : batch.releases()) {
            StoredDelivery old = require(into, release.id(), leaseId).delivery;
            into.deliveries.put(
                    old.id(),
                    new Row(
                            new StoredDelivery(
                                    old.id(),
                                    old.queueId(),
                                    release.deliveries(),
                                    old.crashes(),
                                    old.bodyId(),
                                    old.envelope()),
                            release.holder(),
                            release.deliverAt()));
        }
        for (Batch.Burial burial : batch.burials()) {
            StoredDelivery old = require(into, burial.id(), leaseId).delivery;
            into.deliveries.put(
                    old.id(),
                    new Row(
                            new StoredDelivery(old.id(), burial.toQueueId(), 0, 0, old.bodyId(), burial.letter()),
                            Holder.READY,
                            0));
        }
        if (batch.branch() instanceof Batch.Prepare prepare) {
            for (HeldDelivery doubtful : prepare.acknowledgements()) {
                Row row = require(into, doubtful.id(), leaseId);
                into.deliveries.put(doubtful.id(), row.heldBy(Holder.doubtfulAcknowledgement(prepare.branchId())));
            }
            if (into.branches.values().stream().anyMatch(each -> each.xid().equals(prepare.xid()))) {
                throw conflict("branch " + prepare.xid() + " exists");
            }
            into.branches.put(
                    prepare.branchId(),
                    new BranchRecords.BranchRecord(
                            prepare.branchId(), prepare.xid(), prepare.nodeName(), clock.getAsLong()));
        } else if (batch.branch() instanceof Batch.Commit commit) {
            end(into, commit.branchId());
            replace(into, Holder.doubtfulAcknowledgement(commit.branchId()), row -> Optional.empty());
            replace(
                    into,
                    Holder.unseenSend(commit.branchId()),
                    row -> Optional.of(row.heldBy(
                            commit.claimedSends().contains(row.delivery.id())
                                    ? leaseId
                                    : row.deliverAt > clock.getAsLong() ? Holder.DELAYED : Holder.READY)));
        } else if (batch.branch() instanceof Batch.Rollback rollback) {
            end(into, rollback.branchId());
            replace(into, Holder.unseenSend(rollback.branchId()), row -> Optional.empty());
            replace(into, Holder.doubtfulAcknowledgement(rollback.branchId()), row -> {
                StoredDelivery old = row.delivery;
                return Optional.of(new Row(
                        new StoredDelivery(
                                old.id(),
                                old.queueId(),
                                old.deliveries() + 1,
                                old.crashes(),
                                old.bodyId(),
                                old.envelope()),
                        Holder.READY,
                        0));
            });
        }
    }

    private static void end(State into, long branchId) throws StoreConflictException {
        if (into.branches.remove(branchId) == null) {
            throw conflict("branch " + branchId + " is over");
        }
    }

    private static void replace(State into, long holder, java.util.function.Function<Row, Optional<Row>> change) {
        for (Row row : List.copyOf(into.deliveries.values())) {
            if (row.holder == holder) {
                change.apply(row)
                        .ifPresentOrElse(
                                changed -> into.deliveries.put(row.delivery.id(), changed),
                                () -> into.deliveries.remove(row.delivery.id()));
            }
        }
    }

    private static Row require(State into, long id, long holder) throws StoreConflictException {
        Row row = into.deliveries.get(id);
        if (row == null || row.holder != holder) {
            throw conflict("delivery " + id + " is not held by " + holder);
        }
        return row;
    }

    @FunctionalInterface
    private interface Step {
        void play(State into) throws StoreException;
    }

    private final class LeaseRules implements Leases {
        @Override
        public Lease acquire(String nodeName, String processId, Duration term, int laneCount) {
            synchronized (MemoryStore.this) {
                long lease = sequence.incrementAndGet();
                state.leases.put(lease, clock.getAsLong() + term.toMillis());
                state.seen.put(lease, state.version);
                for (int lane = 0; lane < laneCount; lane++) {
                    state.lanes.put(lease + "/" + lane, 0L);
                }
                return new Lease(lease, (int) (lease % 1024), clock.getAsLong());
            }
        }

        @Override
        public long renew(long leaseId, Duration term) throws StoreException {
            synchronized (MemoryStore.this) {
                Long end = state.leases.get(leaseId);
                if (end == null || end <= clock.getAsLong()) {
                    throw conflict("lease " + leaseId + " ended");
                }
                state.leases.put(leaseId, clock.getAsLong() + term.toMillis());
                return clock.getAsLong();
            }
        }

        @Override
        public List<Long> dead(String processId) {
            synchronized (MemoryStore.this) {
                return state.leases.entrySet().stream()
                        .filter(lease -> lease.getValue() <= clock.getAsLong())
                        .map(Map.Entry::getKey)
                        .toList();
            }
        }

        @Override
        public List<Long> rescue(long leaseId) {
            return end(leaseId, 1);
        }

        @Override
        public void surrender(long leaseId) {
            end(leaseId, 0);
        }

        private List<Long> end(long leaseId, int crashes) {
            synchronized (MemoryStore.this) {
                if (state.leases.remove(leaseId) == null) {
                    return List.of();
                }
                state.groups.values().removeIf(owner -> owner == leaseId);
                state.lanes.keySet().removeIf(lane -> lane.startsWith(leaseId + "/"));
                state.seen.remove(leaseId);
                reservations.values().removeIf(lease -> lease == leaseId);
                deleteOwned(leaseId);
                List<Long> queues = new ArrayList<>();
                replace(state, leaseId, row -> {
                    StoredDelivery old = row.delivery;
                    queues.add(old.queueId());
                    return Optional.of(new Row(
                            new StoredDelivery(
                                    old.id(),
                                    old.queueId(),
                                    old.deliveries(),
                                    old.crashes() + crashes,
                                    old.bodyId(),
                                    old.envelope()),
                            Holder.READY,
                            0));
                });
                return queues.stream().distinct().toList();
            }
        }

        @Override
        public long lastBatch(long leaseId, int lane) throws StoreException {
            synchronized (MemoryStore.this) {
                Long last = state.lanes.get(leaseId + "/" + lane);
                if (last == null) {
                    throw conflict("lease " + leaseId + " is dead");
                }
                return last;
            }
        }

        @Override
        public boolean settle(long leaseId, int lane, long batchNo) throws StoreException {
            synchronized (MemoryStore.this) {
                long last = lastBatch(leaseId, lane);
                if (last < batchNo) {
                    state.lanes.put(leaseId + "/" + lane, batchNo + 1);
                }
                return last == batchNo;
            }
        }
    }

    private final class DestinationRules implements DestinationRecords {
        @Override
        public Optional<DestinationRecord> find(DestinationName name) {
            synchronized (MemoryStore.this) {
                return state.destinations.values().stream()
                        .filter(record -> record.name().equals(name))
                        .findFirst();
            }
        }

        @Override
        public Optional<DestinationRecord> find(long id) {
            synchronized (MemoryStore.this) {
                return Optional.ofNullable(state.destinations.get(id));
            }
        }

        @Override
        public DestinationRecord create(DestinationName name, long ownerLease) {
            synchronized (MemoryStore.this) {
                return find(name).orElseGet(() -> {
                    DestinationRecord record = new DestinationRecord(sequence.incrementAndGet(), name, ownerLease);
                    state.destinations.put(record.id(), record);
                    return record;
                });
            }
        }

        @Override
        public boolean keep(DestinationRecord kept, long leaseId) throws StoreException {
            synchronized (MemoryStore.this) {
                requireLease(leaseId);
                return state.destinations.put(kept.id(), new DestinationRecord(kept.id(), kept.name(), leaseId))
                        == null;
            }
        }

        @Override
        public void delete(long id) {
            deleteDestination(id);
        }

        @Override
        public List<DestinationRecord> list() {
            synchronized (MemoryStore.this) {
                return List.copyOf(state.destinations.values());
            }
        }
    }

    private void requireLease(long leaseId) throws StoreConflictException {
        if (!state.leases.containsKey(leaseId)) {
            throw conflict("lease " + leaseId + " ended");
        }
    }

    private void leaveSubscription(long id, long leaseId) {
        SubscriptionRecord record = state.subscriptions.get(id);
        Set<Long> members = state.members.getOrDefault(id, new LinkedHashSet<>());
        members.remove(leaseId);
        if (record != null && record.shared() && !record.durable() && members.isEmpty()) {
            deleteSubscription(id);
        }
    }

    private void deleteDestination(long id) {
        synchronized (MemoryStore.this) {
            state.destinations.remove(id);
            state.deliveries.values().removeIf(row -> row.delivery.queueId() == id && row.holder >= Holder.DELAYED);
        }
    }

    /** What lives no longer than its lease. */
    private void deleteOwned(long leaseId) {
        List.copyOf(state.members.keySet()).forEach(id -> leaveSubscription(id, leaseId));
        List.copyOf(state.subscriptions.values()).stream()
                .filter(record -> record.ownerLease() == leaseId)
                .forEach(record -> deleteSubscription(record.id()));
        List.copyOf(state.destinations.values()).stream()
                .filter(record -> record.ownerLease() == leaseId)
                .forEach(record -> deleteDestination(record.id()));
    }

    private void deleteSubscription(long id) {
        if (state.subscriptions.remove(id) != null) {
            state.version++;
            state.members.remove(id);
            state.deliveries.values().removeIf(row -> row.delivery.queueId() == id && row.holder >= Holder.DELAYED);
        }
    }

    private final class SubscriptionRules implements SubscriptionRecords {
        @Override
        public List<SubscriptionRecord> list() {
            synchronized (MemoryStore.this) {
                return List.copyOf(state.subscriptions.values());
            }
        }

        @Override
        public SubscriptionRecord create(SubscriptionRecord asked) {
            synchronized (MemoryStore.this) {
                SubscriptionRecord record = asked.withId(sequence.incrementAndGet());
                state.subscriptions.put(record.id(), record);
                state.version++;
                return record;
            }
        }

        @Override
        public SubscriptionRecord createJoined(SubscriptionRecord asked, long leaseId) throws StoreException {
            synchronized (MemoryStore.this) {
                requireLease(leaseId);
                SubscriptionRecord record = create(asked);
                join(record.id(), leaseId);
                return record;
            }
        }

        @Override
        public boolean join(long id, long leaseId) throws StoreException {
            synchronized (MemoryStore.this) {
                requireLease(leaseId);
                if (!state.subscriptions.containsKey(id)) {
                    return false;
                }
                state.members.computeIfAbsent(id, key -> new LinkedHashSet<>()).add(leaseId);
                return true;
            }
        }

        @Override
        public Kept keep(SubscriptionRecord kept, long oldLease, long leaseId) throws StoreException {
            synchronized (MemoryStore.this) {
                requireLease(leaseId);
                boolean found = state.subscriptions.containsKey(kept.id());
                if (!found) {
                    if (!state.destinations.containsKey(kept.topicId())) {
                        return Kept.GONE;
                    }
                    if (kept.shared()
                            && state.subscriptions.values().stream()
                                    .anyMatch(other -> other.shared()
                                            && other.durable() == kept.durable()
                                            && other.clientId().equals(kept.clientId())
                                            && other.name().equals(kept.name()))) {
                        throw conflict("subscription " + kept.name() + " exists");
                    }
                    state.version++;
                }
                state.subscriptions.put(kept.id(), kept.withOwner(kept.shared() ? 0 : leaseId));
                if (kept.shared()) {
                    join(kept.id(), leaseId);
                }
                return found ? Kept.FOUND : Kept.REMADE;
            }
        }

        @Override
        public boolean leave(long id, long leaseId) {
            synchronized (MemoryStore.this) {
                leaveSubscription(id, leaseId);
                return !state.subscriptions.containsKey(id);
            }
        }

        @Override
        public Optional<Member> otherMember(long id, long leaseId) {
            synchronized (MemoryStore.this) {
                return state.members.getOrDefault(id, Set.of()).stream()
                        .filter(member ->
                                member != leaseId && state.leases.getOrDefault(member, 0L) > clock.getAsLong())
                        .findFirst()
                        .map(member -> new Member(member, "node of lease " + member));
            }
        }

        @Override
        public Optional<Member> deleteUnused(long id, long leaseId) {
            synchronized (MemoryStore.this) {
                Optional<Member> user = otherMember(id, leaseId);
                if (user.isEmpty()) {
                    delete(id);
                }
                return user;
            }
        }

        @Override
        public void delete(long id) {
            synchronized (MemoryStore.this) {
                deleteSubscription(id);
            }
        }

        @Override
        public long version() {
            synchronized (MemoryStore.this) {
                return state.version;
            }
        }

        @Override
        public void seen(long leaseId, long version) {
            synchronized (MemoryStore.this) {
                state.seen.computeIfPresent(leaseId, (key, old) -> version);
            }
        }

        @Override
        public long seenByAll() {
            beforeSeenByAll.run();
            synchronized (MemoryStore.this) {
                return state.seen.values().stream()
                        .mapToLong(Long::longValue)
                        .min()
                        .orElse(Long.MAX_VALUE);
            }
        }
    }

    private final class ReservationRules implements ReservationRecords {
        @Override
        public Optional<Owner> reserve(long leaseId, Kind kind, String name) throws StoreException {
            synchronized (MemoryStore.this) {
                requireLease(leaseId);
                reservations.putIfAbsent(kind + "/" + name, leaseId);
                return find(kind, name).filter(holder -> holder.leaseId() != leaseId);
            }
        }

        @Override
        public Optional<Owner> find(Kind kind, String name) {
            synchronized (MemoryStore.this) {
                return Optional.ofNullable(reservations.get(kind + "/" + name))
                        .map(lease -> new Owner(lease, "node of lease " + lease));
            }
        }

        @Override
        public void release(long leaseId, Kind kind, String name) {
            synchronized (MemoryStore.this) {
                reservations.remove(kind + "/" + name, leaseId);
            }
        }
    }

    private final class BranchRules implements BranchRecords {
        @Override
        public long nextId() {
            return sequence.incrementAndGet();
        }

        @Override
        public Optional<BranchRecord> find(BranchXid xid) {
            synchronized (MemoryStore.this) {
                return state.branches.values().stream()
                        .filter(branch -> branch.xid().equals(xid))
                        .findFirst();
            }
        }

        @Override
        public List<BranchRecord> list() {
            synchronized (MemoryStore.this) {
                return List.copyOf(state.branches.values());
            }
        }

        @Override
        public List<Holding> holdings(long branchId) {
            synchronized (MemoryStore.this) {
                Map<Long, int[]> counts = new LinkedHashMap<>();
                for (Row row : state.deliveries.values()) {
                    if (row.holder == Holder.unseenSend(branchId)) {
                        counts.computeIfAbsent(row.delivery.queueId(), id -> new int[2])[0]++;
                    } else if (row.holder == Holder.doubtfulAcknowledgement(branchId)) {
                        counts.computeIfAbsent(row.delivery.queueId(), id -> new int[2])[1]++;
                    }
                }
                return counts.entrySet().stream()
                        .map(entry -> new Holding(
                                false, "queue " + entry.getKey(), "", entry.getValue()[0], entry.getValue()[1]))
                        .toList();
            }
        }
    }

    private final class SpaceRules implements SpaceRecords {
        @Override
        public OptionalLong freeDiskBytes() {
            return OptionalLong.empty();
        }

        @Override
        public Amount all(boolean withBytes) {
            synchronized (MemoryStore.this) {
                return amount(state.deliveries.values().stream(), withBytes);
            }
        }

        @Override
        public Map<Long, Amount> queues(Collection<Long> queueIds, boolean withBytes) {
            synchronized (MemoryStore.this) {
                Map<Long, Amount> amounts = new HashMap<>();
                for (long id : queueIds) {
                    amounts.put(
                            id,
                            amount(
                                    state.deliveries.values().stream().filter(row -> row.delivery.queueId() == id),
                                    withBytes));
                }
                amounts.values().removeIf(Amount.NOTHING::equals);
                return amounts;
            }
        }

        /** A shared body is counted once. */
        private Amount amount(Stream<Row> rows, boolean withBytes) {
            Amount amount = Amount.NOTHING;
            Set<Long> bodies = new HashSet<>();
            for (Row row : rows.toList()) {
                StoredDelivery delivery = row.delivery;
                boolean counted = delivery.bodyId() == 0 || bodies.add(delivery.bodyId());
                amount = amount.plus(
                        1, withBytes && counted ? delivery.envelope().bodySizeBytes() : 0);
            }
            return amount;
        }
    }

    private final class DeliveryRules implements DeliveryRecords {
        @Override
        public List<Long> withReady(long leaseId, long[] queueIds) {
            synchronized (MemoryStore.this) {
                List<Long> result = new ArrayList<>();
                for (long queue : queueIds) {
                    if (rows(row -> row.delivery.queueId() == queue
                                    && row.holder == Holder.READY
                                    && (group(row) == null || mayOwn(row, leaseId)))
                            .findAny()
                            .isPresent()) {
                        result.add(queue);
                    }
                }
                return result;
            }
        }

        @Override
        public List<Head> readyHeads(long queueId, Place after, int limit) {
            beforePage.run();
            synchronized (MemoryStore.this) {
                return rows(row ->
                                row.delivery.queueId() == queueId && row.holder == Holder.READY && isAfter(row, after))
                        .limit(limit)
                        .map(row -> new Head(
                                row.delivery.id(),
                                row.delivery.deliveries(),
                                row.delivery.crashes(),
                                group(row) != null && isBlocked(row),
                                row.delivery.envelope()))
                        .toList();
            }
        }

        private boolean isAfter(Row row, Place after) {
            int priority = row.delivery.envelope().priority();
            return priority < after.priority() || (priority == after.priority() && row.delivery.id() > after.id());
        }

        @Override
        public List<StoredDelivery> browse(long queueId, Place after, int limit) {
            synchronized (MemoryStore.this) {
                return rows(row -> row.delivery.queueId() == queueId && row.holder >= 0 && isAfter(row, after))
                        .limit(limit)
                        .map(row -> row.delivery)
                        .toList();
            }
        }

        @Override
        public long count(long queueId) {
            synchronized (MemoryStore.this) {
                return rows(row -> row.delivery.queueId() == queueId && row.holder >= -1)
                        .count();
            }
        }

        @Override
        public List<Long> promoteDue(int limit) {
            synchronized (MemoryStore.this) {
                List<Long> queues = new ArrayList<>();
                for (Row row : List.copyOf(state.deliveries.values())) {
                    if (row.holder == Holder.DELAYED && row.deliverAt <= clock.getAsLong()) {
                        state.deliveries.put(row.delivery.id(), row.heldBy(Holder.READY));
                        queues.add(row.delivery.queueId());
                    }
                }
                return queues.stream().distinct().toList();
            }
        }

        @Override
        public long nextDue() {
            synchronized (MemoryStore.this) {
                return rows(row -> row.holder == Holder.DELAYED)
                        .mapToLong(row -> row.deliverAt)
                        .min()
                        .orElse(Long.MAX_VALUE);
            }
        }

        @Override
        public boolean removeOwnerless() {
            synchronized (MemoryStore.this) {
                return state.deliveries
                        .values()
                        .removeIf(row -> (row.holder == Holder.READY || row.holder == Holder.DELAYED)
                                && !state.destinations.containsKey(row.delivery.queueId())
                                && !state.subscriptions.containsKey(row.delivery.queueId()));
            }
        }

        @Override
        public Expiry removeExpired(int limit) {
            synchronized (MemoryStore.this) {
                long now = clock.getAsLong();
                state.deliveries
                        .values()
                        .removeIf(row -> row.holder == Holder.READY
                                && row.delivery.envelope().expiresAt() != 0
                                && row.delivery.envelope().expiresAt() <= now);
                return new Expiry(0, false);
            }
        }
    }
}
