// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.NodeLease;
import io.oncemq.message.Envelope;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorFacts;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * This node's view of one queue: the deliveries it holds in memory for its consumers ({@link ClaimBuffer}), who waits for
 * one ({@link Demands}), and what it knows of the store ({@link StoreSight}).
 *
 * <p>Safe for any thread; all state is guarded by {@code lock}, under which there is never a store call and never user
 * code. Deliveries of one producer are handed out in the order they were sent because a new delivery is claimed from
 * birth only while everything else that is ready is here, or another node's send; because what became ready while a fetch
 * was looking (a stray) is adopted before anything else is handed out; and because whatever was on its way when older
 * deliveries returned to the store (another {@link #epoch}) follows them there, before anybody may fetch again. What has a
 * message group is held only while this node owns the group ({@link LocalGroups}). What a selector waits for behind all
 * that consumers without one have at hand is given to that consumer alone ({@link FetchPlan.Ahead}), and never held.
 */
public final class LocalQueue {
    /** Who has not asked for so long is not expected to ask soon: nothing is kept at hand for it. */
    private static final long IDLE_MILLIS = 1_000;

    private static final int WINDOW_BYTES = 16 * 1024 * 1024;

    private final QueueIdentity identity;
    private final QueueContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private final LocalGroups groups = new LocalGroups();
    private final ClaimBuffer buffer = new ClaimBuffer(groups);
    private final StoreSight store = new StoreSight();
    private final LocalConsumers consumers = new LocalConsumers();
    private final Demands demands = new Demands();
    private final Window window;
    private int reserved;

    /** Counts how often deliveries left the buffer for the store: what was on its way then must not overtake them. */
    private int epoch;

    /** How many returns to the store are going on; nothing is fetched meanwhile. */
    private int returning;

    /** How many threads wait for a fetch, however long its turn takes to come. */
    private int waitingForFetch;

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
        this.window = new Window(context.maxWindow());
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
            return consumers.count();
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
            consumers.activate(consumer);
            store.wokenSaveCursors();
            served = serve();
        } finally {
            lock.unlock();
        }
        served.run();
        returnToStore(chosen);
    }

    /** What was chosen for selectors has gaps for a consumer that comes later and wants more than they. */
    private boolean isChosenForOthers(QueueConsumer consumer) {
        return !consumers.anyPlain()
                && consumers.anySelective()
                && (!consumer.isSelective()
                        || buffer.anyMatch(claim -> consumer.wants(claim.envelope(), claim.deliveryCount())));
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
        List<QueueConsumer.Waiter> dismissed;
        lock.lock();
        try {
            if (!consumers.remove(consumer)) {
                return false;
            }
            idle = deactivateLocked(consumer);
            consumer.closed = true;
            dismissed = demands.withdrawAll(consumer);
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
        consumers.deactivate(consumer);
        if (!consumers.anyActive() || (!consumers.anyPlain() && !consumer.isSelective())) {
            return drain();
        }
        return consumers.anyPlain() ? List.of() : dropUnwanted();
    }

    /** What the consumers that remain do not want goes back to the store, where others may want it. */
    private List<Claim> dropUnwanted() {
        List<Claim> unwanted = buffer.takeOut(claim -> !consumers.want(claim.envelope(), claim.deliveryCount()));
        if (!unwanted.isEmpty()) {
            returning++;
        }
        return unwanted;
    }

    /** Nobody here wants all that is buffered: it goes back to the store, where another node may want it. */
    private List<Claim> drain() {
        window.reset();
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
        List<Claim> held = buffer.takeOut(claim -> true);
        groups.breakUp();
        if (!held.isEmpty()) {
            returning++;
        }
        return held;
    }

    /**
     * What arrived too late for this epoch goes to the store, and all that is here with it.
     *
     * @return what is to be given to {@link #returnToStore} outside of the lock
     */
    private List<Claim> startOverWith(List<Claim> late) {
        List<Claim> all = new ArrayList<>(startOver());
        if (all.isEmpty() && !late.isEmpty()) {
            returning++;
        }
        late.forEach(groups::returned);
        all.addAll(late);
        return all;
    }

    private void forgetTheUnderway() {
        epoch++;
        store.startOver();
    }

    private void returnToStore(List<Claim> claims) {
        boolean fetch;
        if (claims.isEmpty()) {
            fetch = letsGo();
        } else {
            try {
                context.giveBack(claims);
            } finally {
                fetch = endReturn(claims);
            }
        }
        if (fetch) {
            context.requestFetch(this);
        }
    }

    private boolean endReturn(List<Claim> claims) {
        lock.lock();
        try {
            claims.forEach(suspects::remove);
            returning--;
            store.woken();
            return shouldFetch();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what was taken from behind everything else: nothing here has to follow it. */
    private void returnAhead(List<Claim> claims) {
        if (!claims.isEmpty()) {
            try {
                context.giveBack(claims);
            } finally {
                learn(() -> {
                    returning--;
                    store.wokenSaveCursors();
                    claims.forEach(consumers::becameReady);
                });
            }
        }
    }

    private boolean letsGo() {
        lock.lock();
        try {
            return groups.isLeaving() && shouldFetch();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has a change written by which deliveries go to the store that others must not overtake: nothing is handed out or
     * fetched meanwhile, and whatever is held or on its way follows them.
     */
    public void returnAllAround(Runnable change) {
        List<Claim> held;
        lock.lock();
        try {
            held = startOver();
            returning++;
        } finally {
            lock.unlock();
        }
        try {
            change.run();
        } finally {
            returnToStore(held);
            if (endReturn(List.of())) {
                context.requestFetch(this);
            }
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
            claim = consumer.active && !store.isAdopting() ? pick(consumer, expired) : null;
            if (claim == null && demand != null) {
                if (consumer.closed) {
                    if (demand instanceof QueueConsumer.Waiter waiter) {
                        waiter.dismiss();
                    }
                } else {
                    demands.add(consumer, demand);
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
            return demands.withdraw(demand);
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
                store.lookAgain();
                consumer.cursor.restart();
            }
            return store.isFetching()
                    || store.isAdopting()
                    || !store.isComplete(consumers.anyPlain() || !consumer.isSelective());
        } finally {
            lock.unlock();
        }
    }

    /** Whether there are consumers that want everything. */
    boolean hasPlainConsumers() {
        lock.lock();
        try {
            return consumers.anyPlain();
        } finally {
            lock.unlock();
        }
    }

    private void changeWaiting(int by) {
        lock.lock();
        try {
            waitingForFetch += by;
        } finally {
            lock.unlock();
        }
    }

    void fetchAndWait() throws StoreException {
        changeWaiting(1);
        try {
            context.fetchAndWait(this);
        } finally {
            changeWaiting(-1);
        }
    }

    /** What is buffered here without a row in the store, in delivery order; for browsing. */
    List<Claim> heldInMemory() {
        lock.lock();
        try {
            return buffer.matching(claim -> !claim.isStored());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Claim pick(QueueConsumer consumer, List<Claim> expired) {
        Claim claim = buffer.pick(consumer, context.nowMillis(), expired);
        if (claim != null) {
            claim.taken(epoch);
        }
        if (claim != null && claim.group() != null && groups.wantsMore(groupLevel())) {
            store.lookAgain();
        }
        return claim;
    }

    /** Serves who waits, oldest demand first, with what is buffered. */
    private Served serve() {
        Served served = new Served(context);
        if (!store.isAdopting()) {
            for (Iterator<Demands.Asking> i = demands.iterator(); i.hasNext() && !buffer.isEmpty(); ) {
                Demands.Asking asking = i.next();
                if (asking.consumer().active) {
                    Claim claim = pick(asking.consumer(), served.expired);
                    if (claim != null) {
                        i.remove();
                        served.assign(asking.demand(), claim);
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
        if (store.isFetching() || returning > 0) {
            return false;
        }
        if (groups.isLeaving()) {
            return true;
        }
        if (store.isAdopting()) {
            return store.hasStrays();
        }
        return shouldFetchNext() || shouldScan();
    }

    private boolean shouldFetchNext() {
        return consumers.anyPlain()
                && store.mayHaveMore()
                && (suspects.isEmpty() ? hasRoomForMore() && isAskedFor() : usable() == 0 && demands.anyActive());
    }

    private boolean shouldScan() {
        if (consumers.anyPlain()) {
            return whoLooksAhead() != null;
        }
        return !store.isScanned()
                && consumers.anySelective()
                && (demands.anySelective() || (suspects.isEmpty() && hasRoomForMore() && isAskedFor()));
    }

    /** Who waits for what the store may have behind all that the consumers without a selector have at hand; null for nobody. */
    private @Nullable QueueConsumer whoLooksAhead() {
        return consumers.anyPlain() && consumers.anySelective() && store.mayHaveMore()
                ? demands.firstSelective(consumer -> !consumer.cursor.isAtEnd(store))
                : null;
    }

    /** Whether so little is at hand that more is to be fetched ahead; of the largest bodies just one at a time. */
    private boolean hasRoomForMore() {
        return usable() == 0 ? reserved <= window.half() : usable() + reserved <= window.half() && !isFull();
    }

    /** Whether the bodies that are at hand take all the memory that they may. */
    private boolean isFull() {
        return buffer.bytes() >= WINDOW_BYTES;
    }

    /** How many deliveries of a busy group may be at hand before more would keep others out. */
    private int groupLevel() {
        return isFull() ? 0 : window.half();
    }

    /** How many deliveries are at hand for a consumer that has nothing in hand. */
    private int usable() {
        return buffer.size() - groups.bufferedBusy();
    }

    /** Whether a consumer waits, or asked so lately that it will come back for more. */
    private boolean isAskedFor() {
        return context.nowMillis() - askedAtMillis < IDLE_MILLIS || demands.anyActive() || waitingForFetch > 0;
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
            return roomFor(envelope, room) && isOurs(envelope) ? reserve(envelope, durable) : toStore(envelope);
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
            return held && consumers.areConcernedBy(envelope, 1) && isOurs(envelope)
                    ? reserve(envelope, durable)
                    : toStore(envelope);
        } finally {
            lock.unlock();
        }
    }

    /** False if its group may be another node's. */
    private boolean isOurs(Envelope envelope) {
        String group = envelope.group();
        return group == null || groups.takingNew(group) != null;
    }

    private Admission reserve(Envelope envelope, boolean durable) {
        String name = envelope.group();
        LocalGroup group = name == null ? null : groups.takingNew(name);
        reserved++;
        if (group != null) {
            group.reserve();
        }
        return new Admission(durable ? Placement.HELD : Placement.MEMORY, epoch, group);
    }

    private void unreserve(Admission admission, boolean wanted) {
        reserved--;
        if (admission.group() != null) {
            groups.unreserve(admission.group(), wanted, context.nowMillis());
        }
    }

    private Admission toStore(Envelope envelope) {
        if (consumers.areConcernedBy(envelope, 1) && !isMoreOfTheSame(envelope.group())) {
            store.lookAgain();
        }
        return Admission.READY;
    }

    /** True if the store has more of its group anyway, which nobody here can take now. */
    private boolean isMoreOfTheSame(@Nullable String group) {
        return group != null && groups.hasMore(group);
    }

    private boolean roomFor(Envelope envelope, int room) {
        return store.isComplete(consumers.anyPlain())
                && suspects.isEmpty()
                && consumers.anyActive()
                && buffer.size() + reserved + room <= longest()
                && !isFull()
                && isAskedFor()
                && consumers.want(envelope, 1);
    }

    /** How many may be held: while other nodes' sends wait in the store, no more than leaves room to look for them. */
    private int longest() {
        return consumers.anyPlain() && store.isSentByOthers() ? Math.max(1, window.half()) : context.maxWindow();
    }

    /** The delivery is committed (or, without a row, sent for good). */
    public void published(Admission admission, Claim claim) {
        switch (admission.placement()) {
            case HELD, MEMORY -> arrived(admission, claim);
            case READY -> {
                becameReady(claim);
                context.tellSent(this);
            }
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
                unreserve(admission, true);
            } finally {
                lock.unlock();
            }
        }
    }

    private void arrived(Admission admission, Claim claim) {
        Served served = new Served(context);
        List<Claim> back = List.of();
        lock.lock();
        try {
            LocalGroup group = admission.group();
            boolean current =
                    admission.epoch() == epoch && consumers.anyActive() && (group == null || groups.isPresent(group));
            boolean wanted = current && consumers.want(claim.envelope(), claim.deliveryCount());
            unreserve(admission, wanted);
            if (!current) {
                back = startOverWith(List.of(claim));
            } else if (!wanted) {
                // Whoever wanted it has gone; the others do not care where it is.
                back = List.of(claim);
                returning++;
                groups.returned(claim);
            } else if (!handOver(claim, served)) {
                add(claim);
            }
        } finally {
            lock.unlock();
        }
        served.run();
        returnToStore(back);
    }

    /** Straight to the oldest demand that wants it: no demand that waits wants anything that is buffered. */
    private boolean handOver(Claim claim, Served served) {
        return handOver(claim, consumer -> true, served);
    }

    private boolean handOver(Claim claim, Predicate<QueueConsumer> may, Served served) {
        if (store.isAdopting() || claim.lease().isLost() || claim.expired(context.nowMillis())) {
            return false;
        }
        for (Iterator<Demands.Asking> i = demands.iterator(); i.hasNext(); ) {
            Demands.Asking asking = i.next();
            if (asking.consumer().active
                    && may.test(asking.consumer())
                    && groups.mayTake(claim, asking.consumer())
                    && asking.consumer().wants(claim.envelope(), claim.deliveryCount())) {
                i.remove();
                groups.took(claim, asking.consumer());
                claim.taken(epoch);
                served.assign(asking.demand(), claim);
                return true;
            }
        }
        return false;
    }

    private void becameReady(Claim claim) {
        boolean fetch;
        lock.lock();
        try {
            if (!consumers.anyActive()) {
                store.lookAgain();
            } else if (!consumers.areConcernedBy(claim.envelope(), claim.deliveryCount())
                    || isMoreOfTheSame(claim.group())) {
                return;
            } else if (claim.group() != null) {
                // Not to be adopted alone: older ones of its group may be ready too.
                groups.inUse(true);
                store.wokenSaveCursors();
            } else {
                store.becameReady(claim, consumers.anyPlain());
                consumers.becameReady(claim);
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
        watch(claim);
        doubtIsOver(claim);
        buffer.add(claim);
    }

    private void watch(Claim claim) {
        if (claim.crashes() > 0) {
            suspects.add(claim);
        }
    }

    // ---- going back

    /** Puts deliveries that this node still holds back at their old places. */
    public void putBack(List<Claim> claims) {
        Served served;
        List<Claim> idle;
        lock.lock();
        try {
            boolean outrun = false;
            for (Claim claim : claims) {
                if (claim.lease().isLost()) {
                    suspects.remove(claim);
                } else {
                    add(claim);
                    outrun |= claim.takenIn() != epoch;
                }
            }
            if (outrun) {
                // Others have gone back to the store meanwhile, perhaps older ones: these follow them.
                idle = startOver();
                served = new Served(context);
            } else {
                served = serve();
                idle = consumers.anyActive() ? List.of() : drain();
            }
        } finally {
            lock.unlock();
        }
        served.run();
        returnToStore(idle);
    }

    /** The claim ended: acknowledged, released to the store or buried. */
    public void ended(Claim claim) {
        if (claim.crashes() == 0 && claim.group() == null) {
            return;
        }
        Served served;
        lock.lock();
        try {
            suspects.remove(claim);
            doubtIsOver(claim);
            groups.ended(claim, consumers.anyActive(), context.nowMillis());
            if (claim.group() != null && groups.wantsMore(groupLevel())) {
                store.lookAgain();
            }
            served = serve();
        } finally {
            lock.unlock();
        }
        served.run();
    }

    private void doubtIsOver(Claim claim) {
        if (groups.isInDoubt(claim)) {
            store.woken();
        }
    }

    /** A prepared branch holds it: nothing else of its group is handed out until the claim ends. */
    public void inDoubt(Claim claim) {
        if (claim.group() != null) {
            lock.lock();
            try {
                groups.doubt(claim);
            } finally {
                lock.unlock();
            }
        }
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
        wakeAllNodes();
    }

    /** Deliveries may have become ready in the store, by whatever way. */
    public void wake() {
        learn(store::woken);
    }

    /**
     * Another node has sent to it. What is sent here need not wait for that: order is promised for each producer (Jakarta
     * Messaging 6.2.9.1).
     */
    void othersSent() {
        learn(() -> {
            if (groups.inUse()) {
                store.woken();
            } else {
                store.othersSent();
            }
        });
    }

    /** Notes something under the lock, and fetches if that is a reason to. */
    private void learn(Runnable note) {
        boolean fetch;
        lock.lock();
        try {
            note.run();
            fetch = shouldFetch();
        } finally {
            lock.unlock();
        }
        if (fetch) {
            context.requestFetch(this);
        }
    }

    /** Deliveries have become ready in the store, for this node and all others. */
    public void wakeAllNodes() {
        wake();
        context.tellOthers(this);
    }

    /** Forgets what was held under a lost lease: it is somebody else's now. */
    void leaseLost(NodeLease lease) {
        learn(() -> {
            buffer.leaseLost(lease);
            suspects.removeIf(claim -> claim.lease() == lease);
            store.woken();
            forgetTheUnderway();
        });
    }

    /** Returns what was kept at hand for consumers that do not ask any more: another node's may want it. */
    void returnIdle() {
        List<Claim> idle;
        lock.lock();
        try {
            idle = buffer.isEmpty() || isAskedFor() ? List.of() : drain();
            groups.leaveIdle(context.nowMillis() - IDLE_MILLIS);
        } finally {
            lock.unlock();
        }
        returnToStore(idle);
    }

    /** Whether this node's consumers wait for something of this queue that the store may have. */
    boolean isHungry() {
        lock.lock();
        try {
            return consumers.anyActive()
                    && ((hasRoomForMore() && isAskedFor()) || (!context.singleNode() && demands.anySelective()));
        } finally {
            lock.unlock();
        }
    }

    // ---- fetching; called by the fetcher's thread only

    /** What to look for in the store now; null for nothing. The fetch ends with one of the methods below. */
    @Nullable
    FetchPlan planFetch() {
        return planFetch(true);
    }

    /** Whether a look is due that may take long: what selectors want. */
    boolean isToScan() {
        lock.lock();
        try {
            return shouldFetch() && isScanNext();
        } finally {
            lock.unlock();
        }
    }

    private boolean isScanNext() {
        return !groups.isLeaving() && !store.isAdopting() && !shouldFetchNext();
    }

    /** Whether a look is to end here: for who takes everything, unless it would have to begin anew, or as nobody wants it. */
    boolean isToBreakOff(FetchPlan.Ahead look) {
        lock.lock();
        try {
            return !look.consumer().active
                    || (look.begun() == store.restarts() && (groups.isLeaving() || shouldFetchNext()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #planFetch()}.
     *
     * @param mayScan if not, nothing is planned where {@link #isToScan}
     */
    @Nullable
    FetchPlan planFetch(boolean mayScan) {
        lock.lock();
        try {
            if (!shouldFetch() || (!mayScan && isScanNext())) {
                return null;
            }
            store.lookBegins();
            if (groups.isLeaving()) {
                return new FetchPlan.LetGo(groups.takeLeaving(), epoch);
            }
            if (store.isAdopting()) {
                return new FetchPlan.Adopt(store.takeStrays(), epoch);
            }
            QueueConsumer ahead = whoLooksAhead();
            if (ahead != null && !shouldFetchNext()) {
                return planAhead(ahead);
            }
            window.used(usable() == 0 && !demands.isEmpty(), context.nowMillis());
            if (consumers.anyPlain()) {
                return new FetchPlan.Next(
                        fetchLimit(), groups.inUse(), groups.full(groupLevel()), store.moment(), epoch);
            }
            return new FetchPlan.Scan(store.scannedTo(), fetchLimit(), store.moment(), consumers.selection(), epoch);
        } finally {
            lock.unlock();
        }
    }

    private FetchPlan planAhead(QueueConsumer consumer) {
        consumer.cursor.lookBegins();
        store.goesAhead();
        int limit = suspects.isEmpty() ? Math.min(demands.count(consumer), window.size()) : 1;
        return new FetchPlan.Ahead(consumer.cursor.place(store), limit, store.restarts(), consumer, epoch);
    }

    private int fetchLimit() {
        if (!suspects.isEmpty()) {
            return 1;
        }
        int byBytes = (int) Math.min(window.size(), (WINDOW_BYTES - buffer.bytes()) / buffer.averageBytes());
        return Math.max(1, Math.min(byBytes, window.size() - usable() - reserved));
    }

    /**
     * What the next deliveries are.
     *
     * @param exhausted whether there was no other that this node may claim, save in groups that were left out
     * @param grouped whether there were messages with groups
     */
    void fetchedNext(FetchPlan.Next plan, List<Claim> claims, boolean exhausted, boolean grouped) {
        finishFetch(plan, claims, () -> {
            groups.inUse(grouped);
            store.found(claims);
            if (exhausted
                    && !store.wasWokenSince(plan.begun())
                    && store.strayCount() + usable() < context.maxWindow()
                    && !groups.leftOut(plan.without(), groupLevel())) {
                store.sawAll(plan.begun());
            } else {
                store.sawSome();
            }
            if (!exhausted) {
                window.filled(context.nowMillis());
            }
        });
    }

    /**
     * What selectors want.
     *
     * @param acquired groups that are owned since this look
     */
    void fetchedScan(FetchPlan.Scan plan, List<Claim> claims, Place lookedTo, boolean exhausted, Acquired acquired) {
        finishFetch(plan, claims, acquired, () -> {
            if (store.wasWokenSince(plan.begun())) {
                store.sawSome();
            } else if (exhausted) {
                store.scannedAll(plan.begun(), plan.wanted());
            } else {
                store.scannedTo(lookedTo, plan.wanted());
            }
            if (claims.size() >= plan.limit()) {
                window.filled(context.nowMillis());
            }
        });
    }

    /**
     * What one consumer with a selector waits for. It gets it now or, if it does not wait any more, the store does.
     *
     * @param exhausted whether the store had nothing behind that place
     */
    void fetchedAhead(FetchPlan.Ahead plan, List<Claim> claims, Place lookedTo, boolean exhausted) {
        Served served = new Served(context);
        List<Claim> unwanted = List.of();
        List<Claim> late = List.of();
        lock.lock();
        try {
            store.lookEnds();
            context.fetched(claims.size());
            if (plan.epoch() == epoch) {
                plan.consumer().cursor.lookedTo(lookedTo, exhausted, plan.begun());
                store.sawAhead();
                unwanted = handOverAhead(plan.consumer(), claims, served);
            } else {
                // Older deliveries went back to the store meanwhile: these must not overtake them.
                store.lookFailed();
                late = startOverWith(claims);
            }
            served.fetch = shouldFetch() ? this : null;
        } finally {
            lock.unlock();
        }
        served.run();
        returnToStore(late);
        returnAhead(unwanted);
    }

    /** Answers those that the consumer does not wait for any more, or for another one first. */
    private List<Claim> handOverAhead(QueueConsumer consumer, List<Claim> claims, Served served) {
        List<Claim> back = new ArrayList<>(0);
        for (Claim claim : claims) {
            if (claim.expired(context.nowMillis())) {
                served.expired.add(claim);
            } else if (!consumer.cursor.missedBefore(claim.place())
                    && handOver(claim, waiting -> waiting == consumer, served)) {
                claim.takenAhead();
                watch(claim);
            } else {
                back.add(claim);
            }
        }
        if (!back.isEmpty()) {
            returning++;
        }
        return back;
    }

    /** Those strays that were still ready are held now; the others were claimed elsewhere. */
    void adopted(FetchPlan.Adopt plan, List<Claim> claims) {
        finishFetch(plan, claims, store::adopted);
    }

    /** Groups are owned that nothing was fetched of. */
    void ownedInVain(Acquired acquired) {
        lock.lock();
        try {
            acquired.drop(groups);
        } finally {
            lock.unlock();
        }
    }

    /** The groups are any node's now. */
    void letGo(FetchPlan.LetGo plan) {
        finishFetch(plan, List.of(), () -> store.sawNothing(consumers.anyPlain()));
        context.tellOthers(this);
    }

    /** The store could not be asked. */
    void fetchFailed(@Nullable FetchPlan plan) {
        lock.lock();
        try {
            store.lookFailed();
            if (plan instanceof FetchPlan.LetGo letGo) {
                groups.leaveLater(letGo.groups());
            }
        } finally {
            lock.unlock();
        }
    }

    private void finishFetch(FetchPlan plan, List<Claim> claims, Runnable change) {
        finishFetch(plan, claims, Acquired.NOTHING, change);
    }

    private void finishFetch(FetchPlan plan, List<Claim> claims, Acquired acquired, Runnable change) {
        Served served;
        List<Claim> idle;
        lock.lock();
        try {
            store.lookEnds();
            context.fetched(claims.size());
            if (plan.epoch() == epoch) {
                claims.forEach(this::add);
                acquired.tell(groups, context.nowMillis());
                change.run();
                served = serve();
                idle = consumers.anyActive() ? List.of() : drain();
            } else {
                // Older deliveries went back to the store meanwhile: these must not overtake them.
                store.lookFailed();
                acquired.drop(groups);
                idle = startOverWith(claims);
                served = new Served(context);
                served.fetch = shouldFetch() ? this : null;
            }
        } finally {
            lock.unlock();
        }
        served.run();
        returnToStore(idle);
    }

    /** Groups that a fetch got hold of beside the deliveries that it brought. */
    record Acquired(List<String> groups, @Nullable NodeLease lease) {
        static final Acquired NOTHING = new Acquired(List.of(), null);

        private void tell(LocalGroups to, long nowMillis) {
            if (lease != null && !lease.isLost()) {
                to.acquired(groups, lease, nowMillis);
            }
        }

        private void drop(LocalGroups from) {
            if (lease != null && !lease.isLost()) {
                from.acquiredInVain(groups);
            }
        }
    }
}
