// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.Batch;
import io.oncemq.store.DeliveryId;
import io.oncemq.store.Holder;
import io.oncemq.store.StoredDelivery;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a queue's ready deliveries begin, for each priority, so that a claim does not visit again the dead rows before them
 * that vacuum cannot remove while some transaction holds an old snapshot.
 *
 * <p>A mark may only rise over what nobody will make ready any more. New deliveries cannot come below a limit that lies
 * {@link #SLACK_MILLIS} before every lane's transaction that was under way when it was drawn, because ids are younger than
 * that when they are written. Old ones that this node returns to the store, also those that had no row until then, are told to
 * {@link #returned} or {@link #forget};
 * those that other nodes return are found by a look from the beginning, which is due after {@link #VALID_NANOS}, or later
 * where it takes long.
 *
 * <p>Safe for any thread.
 */
final class LowWater {
    /** The priorities of Jakarta Messaging are 0 to 9. */
    static final int PRIORITIES = 10;

    /**
     * Older than this no new delivery becomes ready: {@code storeTimeout} (20 s) is how long a batch may wait for its
     * transaction, 5 s how old its ids may be before that, and 5 s are for clocks that differ.
     */
    static final long SLACK_MILLIS = 30_000;

    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** How many times longer than a look from the beginning took marks are used before the next. */
    private static final int SPARING = 400;

    /** So many marks are kept before those that are over are looked for. */
    private static final int MANY = 1000;

    private final LongSupplier nanoTime;
    private final ConcurrentMap<Long, Marks> marks = new ConcurrentHashMap<>();
    private final AtomicLong highestLimit = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong forgotten = new AtomicLong();

    /** With more marks than this, those that are over are dropped. */
    private volatile int crowded = MANY;

    LowWater(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Where the next claim from a queue begins; null for the beginning, see {@link #fromTheBeginning}. */
    @Nullable
    Look next(long queueId) {
        Marks known = marks.get(queueId);
        return known == null || isOver(known) ? null : new Look(queueId, known, false);
    }

    private boolean isOver(Marks known) {
        return since(known.begun) > known.validNanos || known.forgotten != forgotten.get();
    }

    /** Queues come and go, and nobody tells which were removed on other nodes. */
    private void keep(long queueId, Marks known) {
        marks.put(queueId, known);
        if (marks.size() > crowded) {
            marks.values().removeIf(this::isOver);
            // Twice what is in use, so that the next look is far.
            crowded = Math.max(MANY, 2 * marks.size());
        }
    }

    /** For how many queues there are marks. */
    int size() {
        return marks.size();
    }

    /**
     * A claim that sees all.
     *
     * @param oldestMillis when the oldest transaction of a lane that is under way began, or now; asked before the claim
     */
    Look fromTheBeginning(long queueId, long oldestMillis) {
        long now = nanoTime.getAsLong();
        Marks none = new Marks(new long[PRIORITIES], limit(oldestMillis), now, now, VALID_NANOS, forgotten.get());
        return new Look(queueId, none, true);
    }

    private long limit(long oldestMillis) {
        long limit = DeliveryId.before(oldestMillis - SLACK_MILLIS);
        // Before the claim looks: what returns later is told, what returned earlier it sees.
        highestLimit.accumulateAndGet(limit, Math::max);
        return limit;
    }

    private long since(long nanos) {
        return nanoTime.getAsLong() - nanos;
    }

    /** This node made a delivery ready that had been so before; it is committed. */
    void returned(long id) {
        if (id <= highestLimit.get()) {
            forget();
        }
    }

    /** This node wrote batches; they are committed. */
    void written(List<Batch> group) {
        for (Batch batch : group) {
            batch.releases().forEach(release -> returned(release.id()));
            batch.burials().forEach(burial -> returned(burial.id()));
            for (Batch.NewDelivery send : batch.sends()) {
                // It may have been in memory for long before it got a row.
                if (send.holder() == Holder.READY) {
                    returned(send.id());
                }
            }
            if (batch.branch() instanceof Batch.Rollback) {
                forget();
            } else if (batch.branch() instanceof Batch.Commit commit) {
                // It may have been prepared long ago.
                if (commit.content() == null) {
                    forget();
                } else {
                    // Those that are claimed at once may be told as well: it costs a look.
                    commit.content().sends().forEach(this::returned);
                }
            }
        }
    }

    /** This node made deliveries of any age ready; it is committed. */
    void forget() {
        forgotten.incrementAndGet();
    }

    /**
     * What is known of a queue.
     *
     * @param above by priority
     * @param limit what no new delivery comes below
     * @param drawn when the limit was drawn
     * @param begun when the last look from the beginning began
     * @param validNanos when the next is due
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Marks(long[] above, long limit, long drawn, long begun, long validNanos, long forgotten) {}

    /** A claim that begins at its queue's marks, and moves them once it is committed. */
    final class Look {
        private final long queueId;
        private final boolean whole;
        private Marks before;
        private @Nullable Marks after;

        private Look(long queueId, Marks before, boolean whole) {
            this.queueId = queueId;
            this.before = before;
            this.whole = whole;
        }

        /** Whether {@link #draw} is due. */
        boolean isLimitOld() {
            return since(before.drawn) > VALID_NANOS;
        }

        /** Takes a new limit, see {@link #fromTheBeginning}. */
        void draw(long oldestMillis) {
            before = new Marks(
                    before.above,
                    limit(oldestMillis),
                    nanoTime.getAsLong(),
                    before.begun,
                    before.validNanos,
                    before.forgotten);
        }

        /** For each priority from 0 to 9: only ids above it need be looked at. */
        List<Long> above() {
            return Arrays.stream(before.above).boxed().toList();
        }

        /**
         * What the claim found, in delivery order.
         *
         * @param exhausted whether it has seen all there was above the marks
         */
        void found(List<StoredDelivery> claimed, boolean exhausted) {
            long[] seen = before.above.clone();
            int lowest = claimed.isEmpty() ? PRIORITIES : priority(claimed.get(claimed.size() - 1));
            for (int priority = 0; priority < PRIORITIES; priority++) {
                if (exhausted || priority > lowest) {
                    seen[priority] = Math.max(seen[priority], before.limit);
                } else if (priority == lowest) {
                    long last = claimed.get(claimed.size() - 1).id();
                    seen[priority] = Math.max(seen[priority], Math.min(last, before.limit));
                }
            }
            long valid = whole
                    ? Math.min(LONGEST_NANOS, Math.max(VALID_NANOS, since(before.begun) * SPARING))
                    : before.validNanos;
            after = new Marks(seen, before.limit, before.drawn, before.begun, valid, before.forgotten);
        }

        /** The claim is committed, or found nothing. */
        void committed() {
            if (after != null) {
                keep(queueId, after);
            }
        }

        private static int priority(StoredDelivery delivery) {
            return delivery.envelope().priority();
        }
    }
}
