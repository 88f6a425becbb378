// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.simulation.Scheduler.Jvm;
import io.oncemq.simulation.Scheduler.Task;
import io.oncemq.store.BranchRecords.BranchRecord;
import io.oncemq.store.DestinationRecord;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.SubscriptionRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A database in memory as the engine meets it in PostgreSQL at READ COMMITTED: what is not committed is seen by nobody
 * else, a row that is written is locked until its transaction ends, who wants it waits, and a deadlock has a victim.
 * Transactions may outlive the connection that began them. Touched by one simulated thread at a time.
 */
final class FakeDatabase {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    final Scheduler scheduler;
    final Plant plant;
    final Faults faults;
    final Table<Long, Row> deliveries = new Table<>("delivery");
    final Table<Lane, Long> lanes = new Table<>("lane");
    final Table<Long, LeaseRow> leases = new Table<>("lease");
    final Table<Long, BranchRecord> branches = new Table<>("branch");
    final Table<Long, DestinationRecord> destinations = new Table<>("destination");
    final Table<Long, SubscriptionRecord> subscriptions = new Table<>("subscription");
    final Table<Group, Long> groups = new Table<>("group");
    final Table<Long, Long> seen = new Table<>("seen");
    final Table<Long, Long> versions = new Table<>("version");

    /** How many deliveries need a body that is stored beside them. */
    final TreeMap<Long, Integer> bodies = new TreeMap<>();

    /** Until when a lease held a delivery, committed or not; by delivery, then lease. */
    private final Map<Long, Map<Long, Long>> holds = new HashMap<>();

    /** Who hears what one node tells the others. */
    final List<FakeWakeUps.Listener> listeners = new ArrayList<>();

    private final Map<Slot, Transaction> locks = new HashMap<>();
    private long sequence;

    /** Transactions whose client is gone and that are not over yet. */
    private int abandoned;

    FakeDatabase(Scheduler scheduler, Plant plant, Faults faults) {
        this.scheduler = scheduler;
        this.plant = plant;
        this.faults = faults;
        versions.rows.put(0L, 0L);
    }

    long nextNumber() {
        return ++sequence;
    }

    /** The database's clock. */
    long millis() {
        return 1_790_000_000_000L + scheduler.nowMillis();
    }

    Transaction begin() {
        return new Transaction();
    }

    /** What is on its way when its client is lost: the server does it in its own time. */
    void arrivesLate(Scheduler.Body body) {
        abandoned++;
        long after = lateBy();
        scheduler.spawn(null, "server", () -> {
            scheduler.sleep(after);
            try {
                body.run();
            } finally {
                abandoned--;
            }
        });
    }

    private long lateBy() {
        return (long) (scheduler.random.nextDouble() * scheduler.random.nextDouble() * 3e9);
    }

    /** Who holds which row, for messages. */
    String locks() {
        return locks.toString();
    }

    boolean isQuiet() {
        return abandoned == 0;
    }

    /** Whether another lease than the given one has held the delivery since then. */
    boolean heldElsewhere(long id, long lease, long sinceNanos) {
        for (Map.Entry<Long, Long> hold : holds.getOrDefault(id, Map.of()).entrySet()) {
            if (hold.getKey() != lease && hold.getValue() >= sinceNanos) {
                return true;
            }
        }
        return false;
    }

    /** Whether something of a row's group must come first: it is in doubt, or was rejected and waits. */
    boolean isBlocked(Row row) {
        String group = row.delivery().envelope().group();
        return deliveries.rows.values().stream()
                .anyMatch(other -> other.holder() < 0
                        && other.holder() % 2 != 0
                        && (other.holder() < -1 || other.delivery().deliveries() > 0)
                        && other.delivery().queueId() == row.delivery().queueId()
                        && group.equals(other.delivery().envelope().group()));
    }

    static Group groupOf(Row row) {
        return new Group(row.delivery().queueId(), row.delivery().envelope().group());
    }

    private void held(long id, long lease, long untilNanos) {
        if (lease > 0) {
            holds.computeIfAbsent(id, key -> new HashMap<>()).put(lease, untilNanos);
        }
    }

    private void changed(long id, Row before, Row after) {
        if (before != null && before.holder > 0 && (after == null || after.holder != before.holder)) {
            held(id, before.holder, scheduler.nowNanos());
        }
        if (after != null) {
            held(id, after.holder, Scheduler.FOREVER);
        }
        if (scheduler.isTraced()) {
            scheduler.trace("    row " + Long.toHexString(id) + " " + before + " -> " + after);
        }
    }

    /** How often what goes wrong, of a thousand; changed as the history goes on. */
    static final class Faults {
        boolean down;
        int statementLost;
        int commitLost;
        int answerLost;
        int commitLate;
        int slow;
        int declaredDead;
        int toldOddly;

        void heal() {
            down = false;
            statementLost = 0;
            commitLost = 0;
            answerLost = 0;
            commitLate = 0;
            slow = 0;
            declaredDead = 0;
            toldOddly = 0;
        }
    }

    record Row(StoredDelivery delivery, long holder, long deliverAt) {
        Row heldBy(long newHolder) {
            return new Row(delivery, newHolder, deliverAt);
        }

        Row counted(int rejected, int crashed) {
            return new Row(
                    new StoredDelivery(
                            delivery.id(),
                            delivery.queueId(),
                            delivery.deliveries() + rejected,
                            delivery.crashes() + crashed,
                            delivery.bodyId(),
                            delivery.envelope()),
                    holder,
                    deliverAt);
        }

        @Override
        public String toString() {
            return "[queue " + delivery.queueId() + " holder " + holder + " counts " + delivery.deliveries() + "+"
                    + delivery.crashes() + "]";
        }
    }

    record Lane(long lease, int number) implements Comparable<Lane> {
        @Override
        public int compareTo(Lane other) {
            return lease != other.lease ? Long.compare(lease, other.lease) : Integer.compare(number, other.number);
        }
    }

    record Group(long queue, String name) implements Comparable<Group> {
        @Override
        public int compareTo(Group other) {
            return queue != other.queue ? Long.compare(queue, other.queue) : name.compareTo(other.name);
        }
    }

    record LeaseRow(long expiresAt, int slot, Jvm owner) {}

    private record Slot(String table, Object key) {}

    static final class Table<K, V> {
        final String name;
        final TreeMap<K, V> rows = new TreeMap<>();

        Table(String name) {
            this.name = name;
        }
    }

    /** One database transaction. */
    final class Transaction {
        private final Map<Slot, Runnable> changes = new LinkedHashMap<>();
        private final Map<Slot, Object> values = new HashMap<>();
        private final Map<Long, Integer> bodyChanges = new LinkedHashMap<>();
        private final Set<Slot> locked = new HashSet<>();
        private final List<Task> waiters = new ArrayList<>();
        private final Map<Long, Long> claims = new LinkedHashMap<>();
        private final String client = scheduler.current.toString();
        private Transaction waitsFor;
        private long activeNanos = scheduler.nowNanos();
        private boolean over;
        private boolean left;

        @Override
        public String toString() {
            return "transaction of " + client + (left ? ", left alone" : "") + ", active at " + activeNanos;
        }

        boolean isOver() {
            return over;
        }

        /** Something is asked of it: its connection has not been cut by the server. */
        void touch() throws StoreUnavailableException {
            if (over) {
                throw new StoreUnavailableException("the server has ended the connection", null);
            }
            activeNanos = scheduler.nowNanos();
        }

        /** Waits until nobody else writes the row. */
        void lock(Table<?, ?> table, Object key) throws StoreConflictException, StoreUnavailableException {
            lock(table.name, key);
        }

        void lock(String table, Object key) throws StoreConflictException, StoreUnavailableException {
            touch();
            Slot slot = new Slot(table, key);
            Transaction other;
            while ((other = locks.get(slot)) != null && other != this) {
                for (Transaction each = other; each != null; each = each.waitsFor) {
                    if (each == this) {
                        throw new StoreConflictException("deadlock over " + slot, null);
                    }
                }
                waitsFor = other;
                other.waiters.add(scheduler.current);
                try {
                    scheduler.block(other.waitsFor == null ? other.activeNanos + IDLE_NANOS : Scheduler.FOREVER);
                } finally {
                    waitsFor = null;
                    other.waiters.remove(scheduler.current);
                }
                if (!other.over && other.waitsFor == null && scheduler.nowNanos() >= other.activeNanos + IDLE_NANOS) {
                    scheduler.trace("the server ends an idle transaction that holds " + slot);
                    other.abort();
                }
                touch();
            }
            locks.put(slot, this);
            locked.add(slot);
        }

        /** Takes the row if nobody else writes it. */
        boolean tryLock(Table<?, ?> table, Object key) {
            Slot slot = new Slot(table.name, key);
            Transaction other = over ? this : locks.putIfAbsent(slot, this);
            if (other == null) {
                locked.add(slot);
            }
            return other == null || other == this;
        }

        @SuppressWarnings("unchecked")
        <K, V> V get(Table<K, V> table, K key) {
            Slot slot = new Slot(table.name, key);
            return values.containsKey(slot) ? (V) values.get(slot) : table.rows.get(key);
        }

        /** Writes a row that is locked; null removes it. */
        <K, V> void put(Table<K, V> table, K key, V value) {
            Slot slot = new Slot(table.name, key);
            if (locks.get(slot) != this) {
                throw new IllegalStateException("not locked: " + slot);
            }
            values.put(slot, value);
            changes.put(slot, () -> {
                V before = value == null ? table.rows.remove(key) : table.rows.put(key, value);
                if (value instanceof Row after) {
                    changed(after.delivery.id(), (Row) before, after);
                } else if (before instanceof Row gone) {
                    changed(gone.delivery.id(), gone, null);
                }
            });
        }

        void body(long id, int references) {
            bodyChanges.merge(id, references, Integer::sum);
        }

        /** The lease holds it, or has locked it to that end: either way nobody else can have it until this is over. */
        void claimed(long id, long lease) {
            claims.put(id, lease);
            held(id, lease, Scheduler.FOREVER);
        }

        void commit() {
            if (over) {
                throw new IllegalStateException("it is over");
            }
            changes.values().forEach(Runnable::run);
            bodyChanges.forEach((id, change) -> {
                if (bodies.merge(id, change, Integer::sum) == 0) {
                    bodies.remove(id);
                }
            });
            claims.forEach((id, lease) -> {
                Row row = deliveries.rows.get(id);
                if (row == null || row.holder() != lease) {
                    held(id, lease, scheduler.nowNanos());
                }
            });
            end();
        }

        void abort() {
            if (!over) {
                claims.forEach((id, lease) -> held(id, lease, scheduler.nowNanos()));
                end();
            }
        }

        private void end() {
            over = true;
            if (left) {
                abandoned--;
            }
            locked.forEach(locks::remove);
            waiters.forEach(scheduler::wake);
        }

        /** What was left to the server stays with the server. */
        void rollBackUnlessAbandoned() {
            if (!left) {
                abort();
            }
        }

        /** The client is gone; the server finds out in its own time, or finishes what it was told. */
        void abandon(boolean commits) {
            if (over || left) {
                return;
            }
            left = true;
            abandoned++;
            long after = lateBy();
            scheduler.spawn(null, "server", () -> {
                scheduler.sleep(after);
                if (!over) {
                    scheduler.trace("the server " + (commits ? "commits" : "aborts") + " what a lost client left");
                    if (commits) {
                        commit();
                    } else {
                        abort();
                    }
                }
            });
        }
    }
}
