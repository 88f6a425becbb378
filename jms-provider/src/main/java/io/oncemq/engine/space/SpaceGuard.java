// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.space;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.Lane;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.SpaceLimits;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.SpaceRecords;
import io.oncemq.store.SpaceRecords.Amount;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreFullException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Refuses sends while a queue, the store or its disk is full; what ends messages always goes on. Sends ask in memory: what
 * is there was measured some time ago, and this node counts what it adds and removes since, so a limit may be passed by
 * what other nodes add between two measurements. Safe for any thread; {@link #measure} is called by one at a time.
 */
public final class SpaceGuard {
    private final SpaceRecords records;
    private final SpaceLimits limits;
    private final LongFunction<String> queueNames;
    private final EngineListener listener;
    private final boolean limited;
    private final DiskSpace disk;
    private final Level store;

    /** Those that this node has to do with. A queue that is not here is empty, or has not been sent to. */
    private final ConcurrentMap<Long, Level> queues = new ConcurrentHashMap<>();

    /**
     * A guard that takes everything for empty until it has measured.
     *
     * @param queueNames how a queue is called in messages
     */
    public SpaceGuard(
            SpaceRecords records, SpaceLimits limits, LongFunction<String> queueNames, EngineListener listener) {
        this.records = records;
        this.limits = limits;
        this.queueNames = queueNames;
        this.listener = listener;
        limited = limits.hasQueueLimit() || limits.hasStoreLimit();
        disk = new DiskSpace(records, limits.minFreeDiskBytes(), listener);
        store = new Level(
                gauge("the store", "messages", "maxStoreMessages", limits.maxStoreMessages()),
                gauge("the store", "bytes", "maxStoreSize", limits.maxStoreBytes()));
    }

    private @Nullable Gauge gauge(String what, String unit, String setting, long limit) {
        return limit == 0 ? null : new Gauge(what, unit, setting, limit, listener);
    }

    /** Whether {@link #measure} is of any use. */
    public boolean isMeasured() {
        return limited;
    }

    /** Whether {@link #probeDisk} is of any use. */
    public boolean isDiskWatched() {
        return disk.isWatched();
    }

    // Sends

    /**
     * Has a batch written, if there is room for what it sends.
     *
     * @throws StoreFullException if there is none; nothing was written
     */
    public void write(Lane lane, NodeLease lease, Batch batch) throws StoreException {
        List<NewDelivery> sends = batch.sends();
        if (!sends.isEmpty()) {
            disk.require();
        }
        if (!limited || sends.isEmpty()) {
            lane.commit(lease, batch);
            return;
        }
        Demand demand = demand(batch);
        demand.take();
        boolean written = false;
        try {
            lane.commit(lease, batch);
            written = true;
        } finally {
            if (!written) {
                demand.release();
            }
        }
    }

    /**
     * Makes sure that there is room for one message now, so that its sender hears of it before its transaction ends.
     *
     * @throws StoreFullException if there is none
     */
    public void require(long queueId, long bytes) throws StoreFullException {
        disk.require();
        if (limited) {
            Amount one = new Amount(1, bytes);
            store.require(one);
            if (limits.hasQueueLimit()) {
                level(queueId).require(one);
            }
        }
    }

    /** These are gone from the store. */
    public void removed(List<Claim> claims) {
        if (!limited) {
            return;
        }
        for (Claim claim : claims) {
            if (claim.isStored()) {
                long bytes = claim.envelope().bodySizeBytes();
                boolean shared = claim.bodyId() != 0 && claim.bodyId() != claim.id();
                store.release(new Amount(1, shared ? 0 : bytes));
                Level queue = queues.get(claim.queue().id());
                if (queue != null) {
                    queue.release(new Amount(1, bytes));
                }
            }
        }
    }

    private Level level(long queueId) {
        return queues.computeIfAbsent(queueId, id -> {
            String what = queueNames.apply(id);
            return new Level(
                    gauge(what, "messages", "maxQueueMessages", limits.maxQueueMessages()),
                    gauge(what, "bytes", "maxQueueSize", limits.maxQueueBytes()));
        });
    }

    private Demand demand(Batch batch) {
        Map<Long, Amount> ofQueues = new HashMap<>();
        Amount all = Amount.NOTHING;
        for (Batch.Body body : batch.bodies()) {
            all = all.plus(0, body.envelope().bodySizeBytes());
        }
        for (NewDelivery send : batch.sends()) {
            long bytes = send.envelope().bodySizeBytes();
            all = all.plus(1, send.bodyId() == 0 ? bytes : 0);
            if (limits.hasQueueLimit()) {
                ofQueues.compute(
                        send.queueId(), (id, before) -> (before == null ? Amount.NOTHING : before).plus(1, bytes));
            }
        }
        Map<Level, Amount> amounts = new HashMap<>();
        ofQueues.forEach((id, amount) -> amounts.put(level(id), amount));
        amounts.put(store, all);
        return new Demand(amounts);
    }

    /** What one batch needs. */
    private record Demand(Map<Level, Amount> amounts) {
        /** All of it or nothing. */
        void take() throws StoreFullException {
            Map<Level, Amount> taken = new HashMap<>();
            boolean done = false;
            try {
                for (Map.Entry<Level, Amount> each : amounts.entrySet()) {
                    each.getKey().take(each.getValue());
                    taken.put(each.getKey(), each.getValue());
                }
                done = true;
            } finally {
                if (!done) {
                    taken.forEach(Level::release);
                }
            }
        }

        void release() {
            amounts.forEach(Level::release);
        }
    }

    // Measuring

    /** Asks the volume of the store's file. */
    public void probeDisk() {
        disk.probe();
    }

    /** Asks the store for what has a limit. Reads as much as there is to count. */
    public void measure() throws StoreException {
        if (limits.hasStoreLimit()) {
            Amount before = store.held();
            store.measured(records.all(limits.maxStoreBytes() > 0), before);
        }
        if (limits.hasQueueLimit() && !queues.isEmpty()) {
            measureQueues();
        }
    }

    private void measureQueues() throws StoreException {
        Map<Long, Amount> before = new HashMap<>();
        queues.forEach((id, level) -> before.put(id, level.held()));
        Map<Long, Amount> found = records.queues(before.keySet(), limits.maxQueueBytes() > 0);
        before.forEach((id, held) -> {
            Amount amount = found.getOrDefault(id, Amount.NOTHING);
            queues.computeIfPresent(id, (key, level) -> {
                level.measured(amount, held);
                // An empty one is not worth remembering, it may never be used again.
                return level.held().equals(Amount.NOTHING) ? null : level;
            });
        });
    }
}
