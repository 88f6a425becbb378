// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.message.DestinationName;
import io.oncemq.simulation.FakeDatabase.Faults;
import io.oncemq.simulation.FakeDatabase.Group;
import io.oncemq.simulation.FakeDatabase.Lane;
import io.oncemq.simulation.FakeDatabase.LeaseRow;
import io.oncemq.simulation.FakeDatabase.Row;
import io.oncemq.simulation.FakeDatabase.Transaction;
import io.oncemq.simulation.Scheduler.Crash;
import io.oncemq.simulation.Scheduler.Jvm;
import io.oncemq.store.BranchRecords;
import io.oncemq.store.BranchXid;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.DestinationRecord;
import io.oncemq.store.DestinationRecords;
import io.oncemq.store.Holder;
import io.oncemq.store.Lease;
import io.oncemq.store.Leases;
import io.oncemq.store.MessageStore;
import io.oncemq.store.ReservationRecords;
import io.oncemq.store.SpaceRecords;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreSession;
import io.oncemq.store.StoreState;
import io.oncemq.store.StoreTransaction;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.SubscriptionRecord;
import io.oncemq.store.SubscriptionRecords;
import io.oncemq.store.UserRecords;
import io.oncemq.store.WakeUps;
import io.oncemq.testkit.MemoryUsers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One JVM's way to the {@link FakeDatabase}. Each call is a place where others may run, and where the connection may
 * break, before or after the database did what it was asked.
 */
final class FakeStore implements MessageStore {
    static final Comparator<Row> ORDER = Comparator.<Row>comparingInt(
                    row -> -row.delivery().envelope().priority())
            .thenComparingLong(row -> row.delivery().id());

    private final FakeDatabase database;
    private final Scheduler scheduler;
    private final Faults faults;
    private final Random random;
    private final Jvm jvm;
    private final boolean singleProcess;
    private final int lanes;
    private final Optional<WakeUps> wakeUps;

    /** True while only this JVM cannot reach the database. */
    boolean cut;

    FakeStore(FakeDatabase database, Jvm jvm, boolean singleProcess, int lanes, boolean wakeUps) {
        this.database = database;
        this.scheduler = database.scheduler;
        this.faults = database.faults;
        this.random = scheduler.random;
        this.jvm = jvm;
        this.singleProcess = singleProcess;
        this.lanes = lanes;
        this.wakeUps = wakeUps && !singleProcess
                ? Optional.of(new FakeWakeUps(database, jvm, new Network()))
                : Optional.empty();
    }

    @Override
    public Optional<WakeUps> wakeUps() {
        return wakeUps;
    }

    private final class Network implements FakeWakeUps.Network {
        @Override
        public void reach(String what) throws StoreUnavailableException {
            FakeStore.this.reach(what);
        }

        @Override
        public boolean isCut() {
            return cut || faults.down;
        }
    }

    @Override
    public UUID id() {
        return new UUID(1, 2);
    }

    @Override
    public boolean singleProcess() {
        return singleProcess;
    }

    @Override
    public StoreState state() throws StoreException {
        return new StoreState(subscriptions().version(), users().version(), database.leases.rows.size());
    }

    @Override
    public int laneCount() {
        return lanes;
    }

    @Override
    public void close() {}

    // ---- the network

    private boolean happens(int perMille) {
        return perMille > 0 && random.nextInt(1_000) < perMille;
    }

    /** A question is on its way to the database. */
    private void reach(String what) throws StoreUnavailableException {
        scheduler.pause();
        if (happens(faults.slow)) {
            long nanos = TimeUnit.MILLISECONDS.toNanos(random.nextInt(100) == 0 ? 8_000 : 1 + random.nextInt(700));
            scheduler.trace(what + " is slow");
            scheduler.sleep(nanos);
        }
        if (faults.down || cut) {
            scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(50)));
            throw new StoreUnavailableException("the database is away", null);
        }
    }

    private void statement(Transaction transaction, String what) throws StoreUnavailableException {
        reach(what);
        if (happens(faults.statementLost)) {
            scheduler.trace(what + ": connection lost");
            transaction.abandon(false);
            throw new StoreUnavailableException("the connection was lost", null);
        }
        transaction.touch();
    }

    private void commit(Transaction transaction, String what) throws StoreException {
        boolean sent = false;
        try {
            reach(what);
            sent = true;
            if (happens(faults.commitLost)) {
                transaction.abandon(false);
            } else if (happens(faults.commitLate)) {
                transaction.abandon(true);
            } else if (!transaction.isOver()) {
                transaction.commit();
                scheduler.trace(what);
                scheduler.pause();
                if (!faults.down && !cut && !happens(faults.answerLost)) {
                    return;
                }
            }
        } catch (StoreUnavailableException e) {
            transaction.abandon(random.nextBoolean());
        } catch (Crash e) {
            // The COMMIT may have been on its way.
            transaction.abandon(sent || random.nextBoolean());
            throw e;
        }
        scheduler.trace(what + ": no answer");
        throw new CommitOutcomeUnknownException("no answer to the commit", null);
    }

    private <T> T read(String what, Question<T> question) throws StoreException {
        reach(what);
        if (happens(faults.statementLost)) {
            throw new StoreUnavailableException("the connection was lost", null);
        }
        T result = question.ask();
        scheduler.pause();
        return result;
    }

    private <T> T write(String what, Change<T> change) throws StoreException {
        Transaction transaction = database.begin();
        try {
            statement(transaction, what);
            T result = change.in(transaction);
            commit(transaction, what);
            return result;
        } catch (StoreConflictException e) {
            transaction.abort();
            throw e;
        } finally {
            transaction.abandon(false);
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask();
    }

    @FunctionalInterface
    private interface Change<T> {
        T in(Transaction transaction) throws StoreException;
    }

    private Stream<Row> rows(Predicate<Row> filter) {
        return database.deliveries.rows.values().stream().filter(filter).sorted(ORDER);
    }

    // ---- lanes

    @Override
    public StoreSession openSession(String purpose) {
        return new StoreSession() {
            @Override
            public StoreTransaction begin() throws StoreException {
                reach("begin");
                return new LaneTransaction();
            }

            /** With several processes it is one statement, which may be on its way when the connection is lost. */
            @Override
            public void write(long leaseId, int lane, long batchNo, List<io.oncemq.store.Batch> group)
                    throws StoreException {
                if (singleProcess || !happens(faults.commitLate)) {
                    StoreSession.super.write(leaseId, lane, batchNo, group);
                    return;
                }
                reach("write whole " + group.size());
                List<io.oncemq.store.Batch> sent = List.copyOf(group);
                database.arrivesLate(() -> writeLate(leaseId, lane, batchNo, sent));
                throw new CommitOutcomeUnknownException("no answer to the write", null);
            }

            @Override
            public void close() {}
        };
    }

    private void writeLate(long leaseId, int lane, long batchNo, List<io.oncemq.store.Batch> group)
            throws StoreException {
        Transaction transaction = database.begin();
        try {
            fence(transaction, leaseId, lane, batchNo);
            new FakeWriter(database, transaction, leaseId).write(group);
            transaction.commit();
            scheduler.trace("late write no " + batchNo + " of " + leaseId + "/" + lane);
        } catch (StoreConflictException e) {
            scheduler.trace("late write no " + batchNo + " of " + leaseId + "/" + lane + ": " + e.getMessage());
        } finally {
            transaction.abort();
        }
    }

    private void fence(Transaction transaction, long leaseId, int lane, long batchNo) throws StoreException {
        Lane key = new Lane(leaseId, lane);
        transaction.lock(database.lanes, key);
        Long last = transaction.get(database.lanes, key);
        if (last != null && (last < batchNo || database.plant == Plant.LATE_NOT_REFUSED)) {
            transaction.put(database.lanes, key, batchNo);
        } else if (!database.plant.forgetsFence()) {
            throw new StoreConflictException("lease " + leaseId + " is over, or batch " + batchNo + " late", null);
        }
    }

    private final class LaneTransaction implements StoreTransaction {
        private final Transaction transaction = database.begin();
        private boolean lost;

        @Override
        public void fence(long leaseId, int lane, long batchNo) throws StoreException {
            step("fence " + leaseId + "/" + lane + " no " + batchNo, () -> {
                FakeStore.this.fence(transaction, leaseId, lane, batchNo);
                return batchNo;
            });
        }

        @Override
        public void write(long leaseId, List<io.oncemq.store.Batch> group) throws StoreException {
            step("write " + group.size(), () -> {
                new FakeWriter(database, transaction, leaseId).write(group);
                return group;
            });
        }

        @Override
        public ClaimResult claim(long leaseId, long queueId, int limit) throws StoreException {
            return step(
                    "claim " + limit + " of queue " + queueId,
                    () -> claim(leaseId, queueId, limit, row -> !isGrouped(row), true));
        }

        /** Two statements, as in the database: each sees what is committed when it begins. */
        @Override
        public ClaimResult claimGrouped(long leaseId, long queueId, int limit, Collection<String> without)
                throws StoreException {
            List<String> owned = step("own the next " + limit + " of queue " + queueId, () -> {
                TreeSet<String> names = new TreeSet<>();
                rows(row -> row.delivery().queueId() == queueId
                                && row.holder() == Holder.READY
                                && (!isGrouped(row) || (!without.contains(group(row)) && mayOwn(row, leaseId))))
                        .limit(limit)
                        .filter(this::isGrouped)
                        .forEach(row -> names.add(group(row)));
                return acquire(leaseId, queueId, names);
            });
            return step("claim " + limit + " of queue " + queueId + " with groups", () -> {
                ClaimResult result = claim(
                        leaseId,
                        queueId,
                        limit,
                        row -> !isGrouped(row)
                                || (!without.contains(group(row)) && isOwner(row, leaseId) && !database.isBlocked(row)),
                        false);
                List<String> inVain = new ArrayList<>(owned);
                result.deliveries()
                        .forEach(delivery -> inVain.remove(delivery.envelope().group()));
                release(leaseId, queueId, inVain);
                return result;
            });
        }

        @Override
        public List<String> own(long leaseId, long queueId, Collection<String> groups) throws StoreException {
            return step("own " + groups, () -> acquire(leaseId, queueId, new TreeSet<>(groups)));
        }

        @Override
        public void letGo(long leaseId, long queueId, Collection<String> groups) throws StoreException {
            step("let go of " + groups, () -> {
                release(leaseId, queueId, groups);
                return groups;
            });
        }

        private List<String> acquire(long leaseId, long queueId, Collection<String> names) throws StoreException {
            List<String> acquired = new ArrayList<>();
            for (String name : names) {
                Group key = new Group(queueId, name);
                if (transaction.get(database.groups, key) == null) {
                    transaction.lock(database.groups, key);
                    if (transaction.get(database.groups, key) == null) {
                        transaction.put(database.groups, key, leaseId);
                        acquired.add(name);
                    }
                }
            }
            return acquired;
        }

        private void release(long leaseId, long queueId, Collection<String> names) throws StoreException {
            for (String name : names) {
                Group key = new Group(queueId, name);
                transaction.lock(database.groups, key);
                Long owner = transaction.get(database.groups, key);
                if (owner != null && owner == leaseId) {
                    transaction.put(database.groups, key, null);
                    if (rows(row -> row.holder() == leaseId
                                    && isGrouped(row)
                                    && FakeDatabase.groupOf(row).equals(key))
                            .findAny()
                            .isPresent()) {
                        scheduler.trace("let go of " + key + " with deliveries in hand");
                    }
                }
            }
        }

        private boolean isGrouped(Row row) {
            return group(row) != null;
        }

        private String group(Row row) {
            return row.delivery().envelope().group();
        }

        private boolean isOwner(Row row, long leaseId) {
            Long owner = transaction.get(database.groups, FakeDatabase.groupOf(row));
            return owner != null && owner == leaseId;
        }

        private boolean mayOwn(Row row, long leaseId) {
            Long owner = transaction.get(database.groups, FakeDatabase.groupOf(row));
            return (owner == null || owner == leaseId) && !database.isBlocked(row);
        }

        private ClaimResult claim(long leaseId, long queueId, int limit, Predicate<Row> may, boolean untilGroups)
                throws StoreException {
            int candidates = 0;
            boolean crashed = false;
            boolean grouped = false;
            List<Row> wanted = new ArrayList<>();
            for (Row row : rows(each -> each.delivery().queueId() == queueId && each.holder() == Holder.READY)
                    .toList()) {
                grouped |= isGrouped(row);
                if (may.test(row) && candidates < limit && isFree(leaseId, row)) {
                    candidates++;
                    crashed |= row.delivery().crashes() > 0;
                    if (candidates == 1 || !crashed) {
                        wanted.add(row);
                    }
                }
            }
            boolean all = candidates < limit && candidates == wanted.size() && !(untilGroups && grouped);
            return new ClaimResult(take(leaseId, wanted), all, grouped);
        }

        @Override
        public List<StoredDelivery> claim(long leaseId, long queueId, long[] ids) throws StoreException {
            return step("claim by id " + ids.length, () -> {
                List<Row> wanted = new ArrayList<>();
                for (long id : ids) {
                    Row row = database.deliveries.rows.get(id);
                    if (row != null
                            && row.delivery().queueId() == queueId
                            && row.holder() == Holder.READY
                            && (!isGrouped(row) || (isOwner(row, leaseId) && !database.isBlocked(row)))
                            && isFree(leaseId, row)) {
                        wanted.add(row);
                    }
                }
                wanted.sort(ORDER);
                return take(leaseId, wanted);
            });
        }

        /** {@code for update skip locked}. */
        private boolean isFree(long leaseId, Row row) {
            long id = row.delivery().id();
            if (database.plant == Plant.CLAIM_WITHOUT_GUARD) {
                return true;
            }
            boolean free = transaction.tryLock(database.deliveries, id);
            if (free) {
                transaction.claimed(id, leaseId);
            }
            return free;
        }

        private List<StoredDelivery> take(long leaseId, List<Row> wanted) throws StoreException {
            if (database.plant == Plant.CLAIM_WITHOUT_GUARD) {
                scheduler.pause();
            }
            List<StoredDelivery> taken = new ArrayList<>();
            for (Row row : wanted) {
                long id = row.delivery().id();
                transaction.lock(database.deliveries, id);
                if (transaction.get(database.deliveries, id) != null) {
                    transaction.put(database.deliveries, id, row.heldBy(leaseId));
                    transaction.claimed(id, leaseId);
                    taken.add(row.delivery());
                }
            }
            return taken;
        }

        @Override
        public List<StoredDelivery> held(long leaseId, long queueId) throws StoreException {
            return step("held", () -> rows(row -> row.delivery().queueId() == queueId && row.holder() == leaseId)
                    .map(Row::delivery)
                    .toList());
        }

        private <T> T step(String what, Step<T> step) throws StoreException {
            if (lost) {
                throw new IllegalStateException("this transaction can only be closed");
            }
            lost = true;
            statement(transaction, what);
            T result = step.run();
            scheduler.trace(what);
            scheduler.pause();
            if (happens(faults.statementLost)) {
                transaction.abandon(false);
                throw new StoreUnavailableException("the connection was lost", null);
            }
            lost = false;
            return result;
        }

        @Override
        public void commit() throws StoreException {
            if (lost) {
                throw new IllegalStateException("this transaction can only be closed");
            }
            lost = true;
            FakeStore.this.commit(transaction, "commit");
        }

        @Override
        public void commitUnsynced() throws StoreException {
            commit();
        }

        @Override
        public void close() {
            if (jvm.crashed) {
                transaction.abandon(false);
            } else {
                transaction.rollBackUnlessAbandoned();
            }
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws StoreException;
    }

    // ---- leases

    @Override
    public Leases leases() {
        return new Leases() {
            @Override
            public Lease acquire(String nodeName, String processId, Duration term, int laneCount)
                    throws StoreException {
                return write("acquire a lease", transaction -> {
                    transaction.lock("store", 0);
                    long id = database.nextNumber();
                    TreeSet<Integer> used = new TreeSet<>();
                    database.leases.rows.values().forEach(lease -> used.add(lease.slot()));
                    int slot = (int) (id % 1024);
                    while (used.contains(slot)) {
                        slot = (slot + 1) % 1024;
                    }
                    long now = database.millis();
                    transaction.lock(database.leases, id);
                    transaction.put(database.leases, id, new LeaseRow(now + term.toMillis(), slot, jvm));
                    transaction.lock(database.seen, id);
                    transaction.put(database.seen, id, -1L);
                    for (int lane = 0; lane < laneCount; lane++) {
                        transaction.lock(database.lanes, new Lane(id, lane));
                        transaction.put(database.lanes, new Lane(id, lane), 0L);
                    }
                    return new Lease(id, slot, now);
                });
            }

            @Override
            public long renew(long leaseId, Duration term) throws StoreException {
                return write("renew lease " + leaseId, transaction -> {
                    long now = database.millis();
                    transaction.lock(database.leases, leaseId);
                    LeaseRow lease = transaction.get(database.leases, leaseId);
                    if (lease == null || lease.expiresAt() <= now) {
                        throw new StoreConflictException("lease " + leaseId + " has ended", null);
                    }
                    transaction.put(
                            database.leases, leaseId, new LeaseRow(now + term.toMillis(), lease.slot(), lease.owner()));
                    return now;
                });
            }

            @Override
            public List<Long> dead(String processId) throws StoreException {
                return read("look for dead leases", () -> {
                    List<Long> dead = new ArrayList<>();
                    database.leases.rows.forEach((id, lease) -> {
                        boolean gone = lease.owner().crashed && random.nextInt(3) == 0;
                        if (lease.expiresAt() <= database.millis()
                                || gone
                                || (lease.owner() != jvm && happens(faults.declaredDead))) {
                            dead.add(id);
                        }
                    });
                    return dead;
                });
            }

            @Override
            public List<Long> rescue(long leaseId) throws StoreException {
                return write("rescue lease " + leaseId, transaction -> end(transaction, leaseId, 1));
            }

            @Override
            public void surrender(long leaseId) throws StoreException {
                write("surrender lease " + leaseId, transaction -> end(transaction, leaseId, 0));
            }

            private List<Long> end(Transaction transaction, long leaseId, int crashes) throws StoreException {
                boolean unguarded = database.plant == Plant.RESCUE_WITHOUT_GUARD;
                List<Row> read = rows(row -> row.holder() == leaseId).toList();
                if (unguarded) {
                    scheduler.pause();
                }
                for (Lane lane : List.copyOf(database.lanes.rows.keySet())) {
                    if (lane.lease() == leaseId) {
                        transaction.lock(database.lanes, lane);
                        transaction.put(database.lanes, lane, null);
                    }
                }
                scheduler.pause();
                List<Row> held =
                        unguarded ? read : rows(row -> row.holder() == leaseId).toList();
                TreeSet<Long> queues = new TreeSet<>();
                for (Row each : held) {
                    long id = each.delivery().id();
                    transaction.lock(database.deliveries, id);
                    Row row = transaction.get(database.deliveries, id);
                    if (row != null && (row.holder() == leaseId || unguarded)) {
                        transaction.put(
                                database.deliveries,
                                id,
                                row.heldBy(Holder.READY).counted(0, crashes));
                        queues.add(row.delivery().queueId());
                    }
                }
                for (Map.Entry<Group, Long> group : new TreeMap<>(database.groups.rows).entrySet()) {
                    if (group.getValue() == leaseId) {
                        transaction.lock(database.groups, group.getKey());
                        transaction.put(database.groups, group.getKey(), null);
                    }
                }
                transaction.lock(database.leases, leaseId);
                transaction.put(database.leases, leaseId, null);
                transaction.lock(database.seen, leaseId);
                transaction.put(database.seen, leaseId, null);
                return List.copyOf(queues);
            }

            @Override
            public long lastBatch(long leaseId, int lane) throws StoreException {
                return write("last batch of " + leaseId + "/" + lane, transaction -> {
                    transaction.lock(database.lanes, new Lane(leaseId, lane));
                    Long last = transaction.get(database.lanes, new Lane(leaseId, lane));
                    if (last == null) {
                        throw new StoreConflictException("lease " + leaseId + " is over", null);
                    }
                    return database.plant == Plant.UNKNOWN_TAKEN_FOR_LOST ? last - 1 : last;
                });
            }

            @Override
            public boolean settle(long leaseId, int lane, long batchNo) throws StoreException {
                return write("settle batch " + batchNo + " of " + leaseId + "/" + lane, transaction -> {
                    transaction.lock(database.lanes, new Lane(leaseId, lane));
                    Long last = transaction.get(database.lanes, new Lane(leaseId, lane));
                    if (last == null) {
                        throw new StoreConflictException("lease " + leaseId + " is over", null);
                    }
                    if (last < batchNo) {
                        transaction.put(database.lanes, new Lane(leaseId, lane), batchNo + 1);
                    }
                    return last == batchNo && database.plant != Plant.UNKNOWN_TAKEN_FOR_LOST;
                });
            }
        };
    }

    // ---- the other tables

    @Override
    public DestinationRecords destinations() {
        return new DestinationRecords() {
            @Override
            public Optional<DestinationRecord> find(DestinationName name) throws StoreException {
                return read("find " + name, () -> byName(name));
            }

            private Optional<DestinationRecord> byName(DestinationName name) {
                return database.destinations.rows.values().stream()
                        .filter(record -> record.name().equals(name))
                        .findFirst();
            }

            @Override
            public Optional<DestinationRecord> find(long id) throws StoreException {
                return read("find destination", () -> Optional.ofNullable(database.destinations.rows.get(id)));
            }

            @Override
            public DestinationRecord create(DestinationName name, long ownerLease) throws StoreException {
                return write("create " + name, transaction -> {
                    transaction.lock("name", name.toString());
                    Optional<DestinationRecord> existing = byName(name);
                    if (existing.isPresent()) {
                        return existing.get();
                    }
                    DestinationRecord record = new DestinationRecord(database.nextNumber(), name, ownerLease);
                    transaction.lock(database.destinations, record.id());
                    transaction.put(database.destinations, record.id(), record);
                    return record;
                });
            }

            @Override
            public boolean keep(DestinationRecord kept, long leaseId) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public void delete(long id) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public List<DestinationRecord> list() throws StoreException {
                return read("list destinations", () -> List.copyOf(database.destinations.rows.values()));
            }
        };
    }

    /** Nobody: security is no part of what is simulated. */
    @Override
    public UserRecords users() {
        return new MemoryUsers();
    }

    /** Nobody reserves anything in the simulation: its consumers go to their queues directly. */
    /** Nothing is limited, so nobody measures. */
    @Override
    public SpaceRecords space() {
        return new SpaceRecords() {
            @Override
            public OptionalLong freeDiskBytes() {
                return OptionalLong.empty();
            }

            @Override
            public Amount all(boolean withBytes) {
                throw new UnsupportedOperationException("not simulated");
            }

            @Override
            public Map<Long, Amount> queues(Collection<Long> queueIds, boolean withBytes) {
                throw new UnsupportedOperationException("not simulated");
            }
        };
    }

    @Override
    public ReservationRecords reservations() {
        return new ReservationRecords() {
            @Override
            public Optional<Owner> reserve(long leaseId, Kind kind, String name) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public Optional<Owner> find(Kind kind, String name) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public void release(long leaseId, Kind kind, String name) {
                throw new UnsupportedOperationException("not simulated yet");
            }
        };
    }

    @Override
    public SubscriptionRecords subscriptions() {
        return new SubscriptionRecords() {
            @Override
            public List<SubscriptionRecord> list() throws StoreException {
                return read("list subscriptions", () -> List.copyOf(database.subscriptions.rows.values()));
            }

            @Override
            public SubscriptionRecord create(SubscriptionRecord asked) throws StoreException {
                return write("create subscription " + asked.name(), transaction -> {
                    transaction.lock(database.versions, 0L);
                    for (SubscriptionRecord record : database.subscriptions.rows.values()) {
                        if (record.durable() == asked.durable()
                                && record.clientId().equals(asked.clientId())
                                && record.name().equals(asked.name())
                                && !asked.name().isEmpty()) {
                            throw new StoreConflictException("subscription " + asked.name() + " exists", null);
                        }
                    }
                    SubscriptionRecord record = asked.withId(database.nextNumber());
                    transaction.lock(database.subscriptions, record.id());
                    transaction.put(database.subscriptions, record.id(), record);
                    transaction.put(database.versions, 0L, transaction.get(database.versions, 0L) + 1);
                    return record;
                });
            }

            @Override
            public SubscriptionRecord createJoined(SubscriptionRecord asked, long leaseId) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public boolean join(long id, long leaseId) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public Kept keep(SubscriptionRecord kept, long oldLease, long leaseId) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public boolean leave(long id, long leaseId) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public Optional<Member> otherMember(long id, long leaseId) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public Optional<Member> deleteUnused(long id, long leaseId) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public void delete(long id) {
                throw new UnsupportedOperationException("not simulated yet");
            }

            @Override
            public long version() throws StoreException {
                return read("version of subscriptions", () -> database.versions.rows.get(0L));
            }

            @Override
            public void seen(long leaseId, long version) throws StoreException {
                write("seen version " + version, transaction -> {
                    transaction.lock(database.seen, leaseId);
                    Long before = transaction.get(database.seen, leaseId);
                    if (before == null) {
                        throw new StoreConflictException("lease " + leaseId + " has ended", null);
                    }
                    transaction.put(database.seen, leaseId, Math.max(before, version));
                    return version;
                });
            }

            @Override
            public long seenByAll() throws StoreException {
                return read("what all have seen", () -> {
                    long least = Long.MAX_VALUE;
                    for (Map.Entry<Long, LeaseRow> lease : database.leases.rows.entrySet()) {
                        Long version = database.seen.rows.get(lease.getKey());
                        if (lease.getValue().expiresAt() > database.millis() && version != null) {
                            least = Math.min(least, version);
                        }
                    }
                    return least == Long.MAX_VALUE ? database.versions.rows.get(0L) : least;
                });
            }
        };
    }

    @Override
    public BranchRecords branches() {
        return new BranchRecords() {
            @Override
            public long nextId() throws StoreException {
                return read("branch number", database::nextNumber);
            }

            @Override
            public Optional<BranchRecord> find(BranchXid xid) throws StoreException {
                return read("find branch", () -> database.branches.rows.values().stream()
                        .filter(branch -> branch.xid().equals(xid))
                        .findFirst());
            }

            @Override
            public List<BranchRecord> list() throws StoreException {
                return read("list branches", () -> List.copyOf(database.branches.rows.values()));
            }

            @Override
            public List<Holding> holdings(long branchId) {
                // No actor of the simulation asks.
                return List.of();
            }
        };
    }

    @Override
    public DeliveryRecords deliveries() {
        return new DeliveryRecords() {
            @Override
            public List<Long> withReady(long leaseId, long[] queueIds) throws StoreException {
                return read("poll", () -> {
                    List<Long> result = new ArrayList<>();
                    for (long queue : queueIds) {
                        if (rows(row -> row.delivery().queueId() == queue
                                        && row.holder() == Holder.READY
                                        && isFree(row, leaseId))
                                .findAny()
                                .isPresent()) {
                            result.add(queue);
                        }
                    }
                    return result;
                });
            }

            @Override
            public List<Head> readyHeads(long queueId, Place after, int limit) throws StoreException {
                return read("read heads", () -> rows(row -> row.delivery().queueId() == queueId
                                && row.holder() == Holder.READY
                                && isAfter(row, after))
                        .limit(limit)
                        .map(row -> new Head(
                                row.delivery().id(),
                                row.delivery().deliveries(),
                                row.delivery().crashes(),
                                row.delivery().envelope().group() != null && database.isBlocked(row),
                                row.delivery().envelope()))
                        .toList());
            }

            private boolean isFree(Row row, long leaseId) {
                if (row.delivery().envelope().group() == null) {
                    return true;
                }
                Long owner = database.groups.rows.get(FakeDatabase.groupOf(row));
                return (owner == null || owner == leaseId) && !database.isBlocked(row);
            }

            private boolean isAfter(Row row, Place after) {
                int priority = row.delivery().envelope().priority();
                return priority < after.priority()
                        || (priority == after.priority() && row.delivery().id() > after.id());
            }

            @Override
            public List<StoredDelivery> browse(long queueId, Place after, int limit) throws StoreException {
                return read("browse", () -> rows(row ->
                                row.delivery().queueId() == queueId && row.holder() >= 0 && isAfter(row, after))
                        .limit(limit)
                        .map(Row::delivery)
                        .toList());
            }

            @Override
            public long count(long queueId) throws StoreException {
                return read("count", () -> rows(row -> row.delivery().queueId() == queueId && row.holder() >= -1)
                        .count());
            }

            @Override
            public List<Long> promoteDue(int limit) throws StoreException {
                return write("promote", transaction -> {
                    TreeSet<Long> queues = new TreeSet<>();
                    int done = 0;
                    for (Row row : rows(each ->
                                    each.holder() == Holder.DELAYED && each.deliverAt() <= database.millis())
                            .toList()) {
                        long id = row.delivery().id();
                        if (done < limit && transaction.tryLock(database.deliveries, id)) {
                            transaction.put(database.deliveries, id, row.heldBy(Holder.READY));
                            queues.add(row.delivery().queueId());
                            done++;
                        }
                    }
                    return List.copyOf(queues);
                });
            }

            @Override
            public long nextDue() throws StoreException {
                return read("next due", () -> rows(row -> row.holder() == Holder.DELAYED)
                        .mapToLong(Row::deliverAt)
                        .min()
                        .orElse(Long.MAX_VALUE));
            }

            /** Nothing is removed in the simulation. */
            @Override
            public boolean removeOwnerless() {
                return false;
            }

            @Override
            public Expiry removeExpired(int limit) throws StoreException {
                return write("remove expired", transaction -> {
                    int done = 0;
                    for (Row row : rows(each -> each.holder() == Holder.READY
                                    && each.delivery().envelope().expiresAt() != 0
                                    && each.delivery().envelope().expiresAt() <= database.millis())
                            .toList()) {
                        long id = row.delivery().id();
                        if (done < limit && transaction.tryLock(database.deliveries, id)) {
                            transaction.put(database.deliveries, id, null);
                            done++;
                        }
                    }
                    return new Expiry(done, done == limit);
                });
            }
        };
    }
}
