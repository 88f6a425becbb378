// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.NodeLease;
import io.oncemq.message.Envelope;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorFacts;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * This node's view of one queue: the deliveries it holds in memory for its consumers, who waits for one, and whether the
 * store may hold ready deliveries that it does not know of ({@link #unseen}).
 *
 * <p>Safe for any thread; all state is guarded by {@code lock}, under which there is never a store call and never user
 * code. Deliveries of one producer are handed out in the order they were sent because a new delivery is claimed from
 * birth only while nothing of the queue is unseen; because what became ready while a fetch was looking (a stray) is
 * adopted before anything else is handed out; and because whatever was on its way when older deliveries returned to the
 * store (another {@link #epoch}) follows them there, before anybody may fetch again.
 */
public final class LocalQueue {
    private static final int LEAST_WINDOW = 32;

    /** Who has not asked for so long is not expected to ask soon: nothing is kept at hand for it. */
    private static final long IDLE_MILLIS = 1_000;

    private static final int WINDOW_BYTES = 16 * 1024 * 1024;

    /** Until bodies were seen, a fetch brings no more than this size would allow. */
    private static final int FIRST_GUESS_BYTES = 1024 * 1024;

    private final QueueIdentity identity;
    private final QueueContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeSet<Claim> buffer = new TreeSet<>();
    private final List<QueueConsumer> consumers = new ArrayList<>();
    private final Deque<Asking> demands = new ArrayDeque<>();
    private final List<Claim> strays = new ArrayList<>();
    private long bufferBytes;
    private int reserved;
    private int activePlain;
    private int activeSelective;
    private int window;
    private int averageBytes = FIRST_GUESS_BYTES;

    /** True if the store may hold ready deliveries that this node has not seen. */
    private boolean unseen = true;

    /** True if every ready delivery was looked at for the selective consumers there are. */
    private boolean scanned;

    private Place scannedTo = Place.FIRST;
    private boolean fetching;
    private boolean adopting;

    /** Counts what makes the result of a running fetch incomplete. */
    private long wakes;

    /** Counts how often deliveries left the buffer for the store: what was on its way then must not overtake them. */
    private int epoch;

    /** How many returns to the store are going on; nothing is fetched meanwhile. */
    private int returning;

    /** When a consumer last asked. */
    private long askedAtMillis;

    /**
     * Deliveries held here that have gone down with a node before. While there are any, nothing is kept at hand: should
     * one of them take this node down, too, it takes nothing along but what consumers asked for.
     */
    private final Set<Claim> suspects = new HashSet<>();

    LocalQueue(QueueIdentity identity, QueueContext context) {
        this.identity = identity;
        this.context = context;
        this.window = leastWindow();
    }

    private int leastWindow() {
        return Math.min(LEAST_WINDOW, context.maxWindow());
    }

    public long id() {
        return identity.id();
    }

    public QueueIdentity identity() {
        return identity;
    }

    @Override
    public String toString() {
        return identity.description();
    }

    SelectorFacts facts(Envelope envelope, int deliveryCount) {
        return context.facts(envelope, deliveryCount);
    }

    // ---- consumers

    /**
     * Adds a consumer, inactive at first.
     *
     * @param onClosed run once after it was closed
     */
    public QueueConsumer consume(@Nullable Selector selector, Runnable onClosed) {
        QueueConsumer consumer = new QueueConsumer(this, selector, onClosed);
        lock.lock();
        try {
            consumers.add(consumer);
        } finally {
            lock.unlock();
        }
        return consumer;
    }

    /** How many consumers this node has on it. */
    public int consumerCount() {
        lock.lock();
        try {
            return consumers.size();
        } finally {
            lock.unlock();
        }
    }

    void activate(QueueConsumer consumer) {
        Served served;
        List<Claim> chosen;
        lock.lock();
        try {
            if (consumer.active || consumer.closed) {
                return;
            }
            chosen = isChosenForOthers(consumer) ? startOver() : List.of();
            consumer.active = true;
            countActive(consumer, 1);
            lookAgain();
            served = serve();
        } finally {
            lock.unlock();
        }
        served.run();
        returnToStore(chosen);
    }

    /** What was chosen for selectors has gaps for a consumer that comes later and wants more than they. */
    private boolean isChosenForOthers(QueueConsumer consumer) {
        return activePlain == 0
                && activeSelective > 0
                && (!consumer.isSelective()
                        || buffer.stream().anyMatch(claim -> consumer.wants(claim.envelope(), claim.deliveryCount())));
    }

    void deactivate(QueueConsumer consumer) {
        List<Claim> idle;
        lock.lock();
        try {
            idle = deactivateLocked(consumer);
        } finally {
            lock.unlock();
        }
        returnToStore(idle);
    }

    /** False if it was removed before. */
    boolean remove(QueueConsumer consumer) {
        List<Claim> idle;
        List<QueueConsumer.Waiter> dismissed = new ArrayList<>();
        lock.lock();
        try {
            if (!consumers.remove(consumer)) {
                return false;
            }
            idle = deactivateLocked(consumer);
            consumer.closed = true;
            for (Iterator<Asking> i = demands.iterator(); i.hasNext(); ) {
                Asking asking = i.next();
                if (asking.consumer == consumer) {
                    i.remove();
                    if (asking.demand instanceof QueueConsumer.Waiter waiter) {
                        dismissed.add(waiter);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        dismissed.forEach(QueueConsumer.Waiter::dismiss);
        returnToStore(idle);
        return true;
    }

    private List<Claim> deactivateLocked(QueueConsumer consumer) {
        if (!consumer.active) {
            return List.of();
        }
        consumer.active = false;
        countActive(consumer, -1);
        if (activePlain + activeSelective == 0 || (activePlain == 0 && !consumer.isSelective())) {
            return drain();
        }
        return activePlain == 0 ? dropUnwanted() : List.of();
    }

    /** What the consumers that remain do not want goes back to the store, where others may want it. */
    private List<Claim> dropUnwanted() {
        List<Claim> unwanted =
                buffer.stream().filter(claim -> !selected(claim.envelope())).toList();
        unwanted.forEach(claim -> {
            buffer.remove(claim);
            bufferBytes -= claim.envelope().bodySizeBytes();
        });
        if (!unwanted.isEmpty()) {
            returning++;
        }
        return unwanted;
    }

    private void countActive(QueueConsumer consumer, int change) {
        if (consumer.isSelective()) {
            activeSelective += change;
        } else {
            activePlain += change;
        }
    }

    /** Nobody here wants all that is buffered: it goes back to the store, where another node may want it. */
    private List<Claim> drain() {
        window = leastWindow();
        return startOver();
    }

    /**
     * Nothing that is held, or on its way, is handed out any more: it goes back to the store, and everything is fetched
     * again in order.
     *
     * @return what was held, to be given to {@link #returnToStore} outside of the lock
     */
    private List<Claim> startOver() {
        forgetTheUnderway();
        List<Claim> held = List.copyOf(buffer);
        buffer.clear();
        bufferBytes = 0;
        if (!held.isEmpty()) {
            returning++;
        }
        return held;
    }

    /** Called under the lock; {@link #returnToStore} follows outside of it. */
    private void beginReturn() {
        returning++;
        forgetTheUnderway();
    }

    private void forgetTheUnderway() {
        epoch++;
        lookAgain();
        if (!fetching) {
            // What is unseen now may be older than the strays: a fetch brings them all, in order.
            adopting = false;
            strays.clear();
        }
    }

    private void returnToStore(List<Claim> claims) {
        if (claims.isEmpty()) {
            return;
        }
        boolean fetch;
        try {
            context.giveBack(claims);
        } finally {
            lock.lock();
            try {
                claims.forEach(suspects::remove);
                returning--;
                wakes++;
                lookAgain();
                fetch = shouldFetch();
            } finally {
                lock.unlock();
            }
        }
        if (fetch) {
            context.requestFetch(this);
        }
    }

    // ---- taking

    @Nullable
    Claim take(QueueConsumer consumer) {
        return takeOrAsk(consumer, null);
    }

    @Nullable
    Claim takeOrAsk(QueueConsumer consumer, @Nullable Demand demand) {
        Claim claim;
        List<Claim> expired = new ArrayList<>(0);
        boolean fetch;
        lock.lock();
        try {
            if (consumer.active) {
                askedAtMillis = context.nowMillis();
            }
            claim = consumer.active && !adopting ? pick(consumer, expired) : null;
            if (claim == null && demand != null) {
                if (consumer.closed) {
                    if (demand instanceof QueueConsumer.Waiter waiter) {
                        waiter.dismiss();
                    }
                } else {
                    demands.add(new Asking(consumer, demand));
                }
            }
            fetch = consumer.active && shouldFetch();
        } finally {
            lock.unlock();
        }
        context.expire(expired);
        if (fetch) {
            context.requestFetch(this);
        }
        return claim;
    }

    boolean withdraw(Demand demand) {
        lock.lock();
        try {
            return demands.removeIf(asking -> asking.demand == demand);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a look into the store could bring something for the consumer that is not here. */
    boolean mayHaveMore(QueueConsumer consumer) {
        lock.lock();
        try {
            if (!consumer.active) {
                return false;
            }
            if (!context.singleNode()) {
                lookAgain();
            }
            return fetching || adopting || ((consumer.isSelective() && activePlain == 0) ? !scanned : unseen);
        } finally {
            lock.unlock();
        }
    }

    void fetchAndWait() throws StoreException {
        context.fetchAndWait(this);
    }

    /** What is buffered here without a row in the store, in delivery order; for browsing. */
    List<Claim> heldInMemory() {
        lock.lock();
        try {
            return buffer.stream().filter(claim -> !claim.isStored()).toList();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Claim pick(QueueConsumer consumer, List<Claim> expired) {
        long now = context.nowMillis();
        for (Iterator<Claim> i = buffer.iterator(); i.hasNext(); ) {
            Claim claim = i.next();
            if (claim.expired(now)) {
                i.remove();
                bufferBytes -= claim.envelope().bodySizeBytes();
                expired.add(claim);
            } else if (consumer.wants(claim.envelope(), claim.deliveryCount())) {
                i.remove();
                bufferBytes -= claim.envelope().bodySizeBytes();
                return claim;
            }
        }
        return null;
    }

    /** Serves who waits, oldest demand first, with what is buffered. */
    private Served serve() {
        Served served = new Served(context);
        if (!adopting) {
            for (Iterator<Asking> i = demands.iterator(); i.hasNext() && !buffer.isEmpty(); ) {
                Asking asking = i.next();
                if (asking.consumer.active) {
                    Claim claim = pick(asking.consumer, served.expired);
                    if (claim != null) {
                        i.remove();
                        served.assign(asking.demand, claim);
                    }
                }
            }
        }
        if (shouldFetch()) {
            served.fetch = this;
        }
        return served;
    }

    private boolean shouldFetch() {
        if (fetching || returning > 0) {
            return false;
        }
        if (adopting) {
            return !strays.isEmpty();
        }
        boolean plain = activePlain > 0
                && unseen
                && (suspects.isEmpty()
                        ? buffer.size() + reserved <= window / 2 && isAskedFor()
                        : buffer.isEmpty() && demandWaits());
        return plain || (!scanned && selectiveDemandWaits());
    }

    /** Whether a consumer waits, or asked so lately that it will come back for more. */
    private boolean isAskedFor() {
        return context.nowMillis() - askedAtMillis < IDLE_MILLIS || demandWaits();
    }

    private boolean demandWaits() {
        for (Asking asking : demands) {
            if (asking.consumer.active) {
                return true;
            }
        }
        return false;
    }

    private boolean selectiveDemandWaits() {
        if (activeSelective == 0) {
            return false;
        }
        for (Asking asking : demands) {
            if (asking.consumer.active && asking.consumer.isSelective()) {
                return true;
            }
        }
        return false;
    }

    // ---- sending

    /**
     * Decides where the first delivery of a batch goes, see {@link Admissions}.
     *
     * @param room for how many there must be room if it is to be held
     */
    Admission admit(Envelope envelope, boolean durable, int room) {
        if (envelope.deliverAt() > context.nowMillis()) {
            return Admission.DELAYED;
        }
        lock.lock();
        try {
            return roomFor(envelope, room) ? reserve(durable) : toStore(envelope);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Decides where a delivery goes that follows another one of its batch: the same way, if it concerns anybody here.
     *
     * @param held whether the first is held; then there is room for this one too
     */
    Admission follow(Envelope envelope, boolean durable, boolean held) {
        if (envelope.deliverAt() > context.nowMillis()) {
            return Admission.DELAYED;
        }
        lock.lock();
        try {
            return held && concernsThisNode(envelope) ? reserve(durable) : toStore(envelope);
        } finally {
            lock.unlock();
        }
    }

    private Admission reserve(boolean durable) {
        reserved++;
        return new Admission(durable ? Placement.HELD : Placement.MEMORY, epoch);
    }

    private Admission toStore(Envelope envelope) {
        if (concernsThisNode(envelope)) {
            lookAgain();
        }
        return Admission.READY;
    }

    private boolean roomFor(Envelope envelope, int room) {
        boolean known = activePlain > 0 ? !unseen : scanned;
        return known
                && suspects.isEmpty()
                && activePlain + activeSelective > 0
                && buffer.size() + reserved + room <= context.maxWindow()
                && bufferBytes < WINDOW_BYTES
                && isAskedFor()
                && (activePlain > 0 || selected(envelope));
    }

    /** False if it is of no interest to any selective consumer there is; a new one looks from the beginning anyway. */
    private boolean concernsThisNode(Envelope envelope) {
        return activePlain > 0 || activeSelective == 0 || selected(envelope);
    }

    private boolean selected(Envelope envelope) {
        for (QueueConsumer consumer : consumers) {
            if (consumer.active && consumer.wants(envelope, 1)) {
                return true;
            }
        }
        return false;
    }

    /** The delivery is committed (or, without a row, sent for good). */
    public void published(Admission admission, Claim claim) {
        switch (admission.placement()) {
            case HELD, MEMORY -> arrived(admission, claim);
            case READY -> becameReady(claim);
            case DELAYED -> {
                // The promoter finds it when its time has come.
            }
        }
    }

    /** Nothing was written. */
    public void cancelled(Admission admission) {
        if (admission.placement() == Placement.HELD || admission.placement() == Placement.MEMORY) {
            lock.lock();
            try {
                reserved--;
            } finally {
                lock.unlock();
            }
        }
    }

    private void arrived(Admission admission, Claim claim) {
        Served served = new Served(context);
        boolean wanted;
        lock.lock();
        try {
            reserved--;
            wanted = activePlain + activeSelective > 0 && admission.epoch() == epoch;
            if (!wanted) {
                beginReturn();
            } else if (!handOver(claim, served)) {
                add(claim);
            }
        } finally {
            lock.unlock();
        }
        served.run();
        if (!wanted) {
            returnToStore(List.of(claim));
        }
    }

    /** Straight to the oldest demand that wants it: no demand that waits wants anything that is buffered. */
    private boolean handOver(Claim claim, Served served) {
        if (adopting || claim.expired(context.nowMillis())) {
            return false;
        }
        for (Iterator<Asking> i = demands.iterator(); i.hasNext(); ) {
            Asking asking = i.next();
            if (asking.consumer.active && asking.consumer.wants(claim.envelope(), claim.deliveryCount())) {
                i.remove();
                served.assign(asking.demand, claim);
                return true;
            }
        }
        return false;
    }

    private void becameReady(Claim claim) {
        boolean fetch;
        lock.lock();
        try {
            boolean known = activePlain > 0 ? !unseen : scanned;
            if (activePlain + activeSelective == 0) {
                lookAgain();
            } else if (!concernsThisNode(claim.envelope())) {
                return;
            } else if (fetching || adopting) {
                strays.add(claim);
            } else if (known) {
                strays.add(claim);
                adopting = true;
            }
            fetch = shouldFetch();
        } finally {
            lock.unlock();
        }
        if (fetch) {
            context.requestFetch(this);
        }
    }

    private void add(Claim claim) {
        if (claim.crashes() > 0) {
            suspects.add(claim);
        }
        if (buffer.add(claim)) {
            int size = claim.envelope().bodySizeBytes();
            bufferBytes += size;
            averageBytes = Math.max(64, Math.max(size / 8, averageBytes - averageBytes / 8 + size / 8));
        }
    }

    // ---- going back

    /** Puts deliveries that this node still holds back at their old places. */
    public void putBack(List<Claim> claims) {
        Served served;
        List<Claim> idle;
        lock.lock();
        try {
            for (Claim claim : claims) {
                if (claim.lease().isLost()) {
                    suspects.remove(claim);
                } else {
                    add(claim);
                }
            }
            served = serve();
            idle = activePlain + activeSelective == 0 ? drain() : List.of();
        } finally {
            lock.unlock();
        }
        served.run();
        returnToStore(idle);
    }

    /** The claim ended: acknowledged, released to the store or buried. */
    public void ended(Claim claim) {
        if (claim.crashes() == 0) {
            return;
        }
        Served served;
        lock.lock();
        try {
            suspects.remove(claim);
            served = serve();
        } finally {
            lock.unlock();
        }
        served.run();
    }

    /**
     * Older deliveries, which this node held before, are ready in the store again: whatever is held here or on its way
     * follows them there, so that it does not overtake them.
     */
    public void olderReturned() {
        List<Claim> younger;
        lock.lock();
        try {
            younger = startOver();
        } finally {
            lock.unlock();
        }
        returnToStore(younger);
        wake();
    }

    /** Deliveries may have become ready in the store, by whatever way. */
    public void wake() {
        boolean fetch;
        lock.lock();
        try {
            wakes++;
            lookAgain();
            fetch = shouldFetch();
        } finally {
            lock.unlock();
        }
        if (fetch) {
            context.requestFetch(this);
        }
    }

    private void lookAgain() {
        unseen = true;
        scanned = false;
        scannedTo = Place.FIRST;
    }

    /** Forgets what was held under a lost lease: it is somebody else's now. */
    void leaseLost(NodeLease lease) {
        boolean fetch;
        lock.lock();
        try {
            buffer.removeIf(claim -> claim.lease() == lease);
            bufferBytes = buffer.stream()
                    .mapToLong(claim -> claim.envelope().bodySizeBytes())
                    .sum();
            suspects.removeIf(claim -> claim.lease() == lease);
            wakes++;
            forgetTheUnderway();
            fetch = shouldFetch();
        } finally {
            lock.unlock();
        }
        if (fetch) {
            context.requestFetch(this);
        }
    }

    /** Returns what was kept at hand for consumers that do not ask any more: another node's may want it. */
    void returnIdle() {
        List<Claim> idle;
        lock.lock();
        try {
            idle = buffer.isEmpty() || isAskedFor() ? List.of() : drain();
        } finally {
            lock.unlock();
        }
        returnToStore(idle);
    }

    /** Whether this node's consumers wait for something of this queue that the store may have. */
    boolean isHungry() {
        lock.lock();
        try {
            return activePlain + activeSelective > 0 && buffer.size() <= window / 2 && isAskedFor();
        } finally {
            lock.unlock();
        }
    }

    // ---- fetching; called by the fetcher's thread only

    /** What to look for in the store now; null for nothing. The fetch ends with one of the methods below. */
    @Nullable
    FetchPlan planFetch() {
        lock.lock();
        try {
            if (!shouldFetch()) {
                return null;
            }
            fetching = true;
            if (adopting) {
                long[] ids = strays.stream().mapToLong(Claim::id).toArray();
                strays.clear();
                return new FetchPlan.Adopt(ids, epoch);
            }
            if (activePlain > 0 && unseen) {
                if (buffer.isEmpty() && !demands.isEmpty()) {
                    window = Math.min(context.maxWindow(), window * 2);
                }
                return new FetchPlan.Next(fetchLimit(), wakes, epoch);
            }
            List<QueueConsumer> selective = new ArrayList<>();
            for (QueueConsumer consumer : consumers) {
                if (consumer.active && consumer.isSelective()) {
                    selective.add(consumer);
                }
            }
            Predicate<Envelope> wanted =
                    envelope -> selective.stream().anyMatch(consumer -> consumer.wants(envelope, 1));
            return new FetchPlan.Scan(scannedTo, fetchLimit(), wakes, wanted, epoch);
        } finally {
            lock.unlock();
        }
    }

    private int fetchLimit() {
        if (!suspects.isEmpty()) {
            return 1;
        }
        int byBytes = (int) Math.min(window, (WINDOW_BYTES - bufferBytes) / averageBytes);
        return Math.max(1, Math.min(byBytes, window - buffer.size() - reserved));
    }

    void fetchedNext(FetchPlan.Next plan, List<Claim> claims, boolean exhausted) {
        finishFetch(plan, claims, () -> {
            Set<Claim> found = strays.isEmpty() ? Set.of() : new HashSet<>(claims);
            strays.removeIf(found::contains);
            if (exhausted && plan.wakes() == wakes && strays.size() + buffer.size() < context.maxWindow()) {
                unseen = false;
                scanned = true;
                adopting = !strays.isEmpty();
            } else {
                strays.clear();
            }
        });
    }

    void fetchedScan(FetchPlan.Scan plan, List<Claim> claims, Place lookedTo, boolean exhausted) {
        finishFetch(plan, claims, () -> {
            if (plan.wakes() != wakes) {
                strays.clear();
                return;
            }
            scannedTo = lookedTo;
            if (exhausted) {
                strays.removeIf(stray -> !plan.wanted().test(stray.envelope()));
                scanned = true;
                scannedTo = Place.FIRST;
                adopting = !strays.isEmpty();
            }
        });
    }

    /** Those strays that were still ready are held now; the others were claimed elsewhere. */
    void adopted(FetchPlan.Adopt plan, List<Claim> claims) {
        finishFetch(plan, claims, () -> adopting = !strays.isEmpty());
    }

    /** The store could not be asked. */
    void fetchFailed() {
        lock.lock();
        try {
            forgetFetch();
        } finally {
            lock.unlock();
        }
    }

    private void finishFetch(FetchPlan plan, List<Claim> claims, Runnable change) {
        Served served;
        List<Claim> idle;
        lock.lock();
        try {
            fetching = false;
            if (plan.epoch() == epoch) {
                claims.forEach(this::add);
                change.run();
                served = serve();
                idle = activePlain + activeSelective == 0 ? drain() : List.of();
            } else {
                // Older deliveries went back to the store meanwhile: these must not overtake them.
                forgetFetch();
                served = serve();
                idle = claims;
                if (!idle.isEmpty()) {
                    beginReturn();
                }
            }
        } finally {
            lock.unlock();
        }
        served.run();
        returnToStore(idle);
    }

    private void forgetFetch() {
        fetching = false;
        adopting = false;
        strays.clear();
        wakes++;
        lookAgain();
    }

    private record Asking(QueueConsumer consumer, Demand demand) {}

    /** What follows from a change, to be done after the lock was released. */
    private static final class Served {
        private final QueueContext context;
        private final List<Claim> expired = new ArrayList<>(0);
        private final List<Demand> demands = new ArrayList<>(1);
        private final List<Claim> claims = new ArrayList<>(1);
        private @Nullable LocalQueue fetch;

        Served(QueueContext context) {
            this.context = context;
        }

        void assign(Demand demand, Claim claim) {
            demands.add(demand);
            claims.add(claim);
        }

        void run() {
            for (int i = 0; i < demands.size(); i++) {
                demands.get(i).assigned(claims.get(i));
            }
            context.expire(expired);
            if (fetch != null) {
                context.requestFetch(fetch);
            }
        }
    }
}
