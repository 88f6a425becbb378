// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine;

import io.oncemq.engine.delivery.Fetcher;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.LocalQueues;
import io.oncemq.engine.delivery.QueueView;
import io.oncemq.engine.delivery.ReadySignal;
import io.oncemq.engine.delivery.Releases;
import io.oncemq.engine.destination.Destinations;
import io.oncemq.engine.destination.Subscriptions;
import io.oncemq.engine.duty.BranchWatch;
import io.oncemq.engine.duty.ChangeWatch;
import io.oncemq.engine.duty.ClaimRescuer;
import io.oncemq.engine.duty.DelayPromoter;
import io.oncemq.engine.duty.DiskProbe;
import io.oncemq.engine.duty.Duty;
import io.oncemq.engine.duty.DutyRunner;
import io.oncemq.engine.duty.ExpirySweeper;
import io.oncemq.engine.duty.IdleReturner;
import io.oncemq.engine.duty.NodeHeartbeat;
import io.oncemq.engine.duty.OwnerlessSweeper;
import io.oncemq.engine.duty.ReadyPoller;
import io.oncemq.engine.duty.ReservationKeeper;
import io.oncemq.engine.duty.SpaceMeasurer;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.FencedSession;
import io.oncemq.engine.lane.Lane;
import io.oncemq.engine.lane.Lanes;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.reservation.Reservations;
import io.oncemq.engine.security.Security;
import io.oncemq.engine.security.Users;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.engine.settings.WakeUp;
import io.oncemq.engine.space.SpaceGuard;
import io.oncemq.engine.transaction.Branches;
import io.oncemq.engine.transaction.EngineXaResource;
import io.oncemq.engine.transaction.Transactions;
import io.oncemq.engine.wakeup.HintSender;
import io.oncemq.engine.wakeup.Hints;
import io.oncemq.engine.wakeup.Woken;
import io.oncemq.message.DestinationName;
import io.oncemq.selector.Selector;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One node: everything that a JVM does with one store. Wires the parts, starts and ends them; safe for any thread.
 */
public final class Engine implements AutoCloseable {
    private final MessageStore store;
    private final EngineSettings settings;
    private final DatabaseClock clock;
    private final LeaseKeeper leases;
    private final Lanes lanes;
    private final Lane releaseLane;
    private final Fetcher fetcher;
    private final LocalQueues queues;
    private final Destinations destinations;
    private final Subscriptions subscriptions;
    private final Transactions transactions;
    private final Branches branches;
    private final Reservations reservations;
    private final Security security;
    private final Users users;
    private final SpaceGuard space;
    private final BranchWatch branchWatch;
    private final ClaimRescuer rescuer;
    private final DelayPromoter promoter;
    private final ReadyPoller poller;
    private final ChangeWatch changes;
    private final Optional<Hints> hints;
    private final @Nullable DutyRunner telling;
    private final DutyRunner heartbeat;
    private final DutyRunner duties;
    private final DutyRunner measuring;
    private final List<EngineThreads.Running> running = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final String messageIdPrefix;

    private Engine(MessageStore store, EngineSettings settings, EngineListener listener) throws StoreException {
        this.store = store;
        this.settings = settings;
        messageIdPrefix = "ID:" + store.id().toString().substring(0, 8) + "-";
        clock = new DatabaseClock(System::nanoTime);
        leases = new LeaseKeeper(store, settings, clock, System::nanoTime, listener);
        lanes = new Lanes(store, leases, settings, listener);
        releaseLane = lanes.assign();
        hints = Hints.of(settings.wakeUp(), store.wakeUps(), store.singleProcess(), woken(), listener);
        AtomicReference<Destinations> later = new AtomicReference<>();
        Releases releases = new Releases(
                releaseLane,
                leases,
                name -> Objects.requireNonNull(later.get()).queue(name),
                clock,
                settings,
                listener,
                this::promoteInTime);
        fetcher = new Fetcher(
                new FencedSession(store.laneCount(), store, leases, listener),
                store.deliveries(),
                leases,
                settings,
                listener);
        queues = new LocalQueues(
                settings,
                clock,
                store.singleProcess(),
                this::messageId,
                fetcher,
                releases,
                hints.<ReadySignal>map(Hints::sender).orElse(ReadySignal.NONE));
        destinations = new Destinations(store.destinations(), leases, queues, settings);
        later.set(destinations);
        reservations = new Reservations(store.reservations(), leases, store.singleProcess());
        subscriptions = new Subscriptions(
                store, leases, queues, destinations, reservations, settings, this::messageId, this::tellOfChange);
        ReservationKeeper keeper = new ReservationKeeper(reservations, destinations, subscriptions);
        rescuer = new ClaimRescuer(store.leases(), leases, keeper, queues, listener, settings.leaseTerm());
        promoter = new DelayPromoter(store.deliveries(), queues, clock);
        space = new SpaceGuard(store.space(), settings.space(), this::describe, listener);
        security = new Security(store.users(), listener, System::nanoTime);
        users = new Users(store.users(), security, this::tellOfChange);
        changes = new ChangeWatch(
                store,
                subscriptions,
                security,
                hints.<ChangeWatch.Neighbours>map(Hints::sender).orElse(ChangeWatch.Neighbours.UNKNOWN),
                this::isTold);
        poller = new ReadyPoller(store.deliveries(), queues, leases, store.singleProcess(), this::isTold);
        List<Duty> recurring = new ArrayList<>(List.of(
                rescuer, keeper, promoter, new ExpirySweeper(store.deliveries()), new IdleReturner(queues), poller));
        if (!store.singleProcess()) {
            recurring.add(changes);
        }
        recurring.add(new OwnerlessSweeper(store.deliveries()));
        if (space.isDiskWatched()) {
            recurring.add(new DiskProbe(space));
        }
        measuring = new DutyRunner(listener, List.of(new SpaceMeasurer(space, System::nanoTime)));
        NodeHeartbeat beat = new NodeHeartbeat(leases);
        heartbeat = new DutyRunner(listener, List.of(beat));
        transactions =
                new Transactions(leases, destinations, subscriptions, releases, clock, space, this::promoteInTime);
        branches = new Branches(
                store.branches(),
                transactions,
                destinations,
                subscriptions,
                lanes,
                leases,
                queues,
                clock,
                settings,
                space,
                this::promoteInTime,
                listener);
        branchWatch = new BranchWatch(branches, clock, listener);
        recurring.add(branchWatch);
        duties = new DutyRunner(listener, recurring);
        telling = hints.map(each -> tellingOf(each.sender(), listener)).orElse(null);
        leases.onStop(this::stopWork);
        leases.onLoss(queues::leaseLost);
        leases.onLoss(rescuer::lost);
        leases.onLoss(reservations::leaseLost);
        leases.onLoss(lease -> heartbeat.nudge(beat));
        leases.onLoss(lease -> duties.nudge(rescuer));
    }

    /**
     * Takes a lease, rescues what the dead left behind, and starts the recurring work.
     *
     * @param store closed with the engine, or at once if this fails
     * @throws StoreException if the store does not answer now
     */
    public static Engine open(
            MessageStore store, EngineSettings settings, EngineThreads threads, EngineListener listener)
            throws StoreException {
        Engine engine = make(store, settings, listener);
        boolean opened = false;
        try {
            engine.leases.beat();
            engine.rescuer.runOnce();
            engine.subscriptions.refresh();
            engine.security.refresh();
            engine.branchWatch.runOnce();
            engine.listenIfDemanded();
            engine.space.probeDisk();
            opened = true;
        } finally {
            if (!opened) {
                engine.lanes.close();
                store.close();
            }
        }
        engine.running.add(threads.start("heartbeat", engine.heartbeat));
        engine.running.add(threads.start("duties", engine.duties));
        engine.running.add(threads.start("fetch", engine.fetcher));
        if (engine.space.isMeasured()) {
            engine.running.add(threads.start("space", engine.measuring));
        }
        engine.startHints(threads);
        return engine;
    }

    private static Engine make(MessageStore store, EngineSettings settings, EngineListener listener)
            throws StoreException {
        boolean made = false;
        try {
            Engine engine = new Engine(store, settings, listener);
            made = true;
            return engine;
        } finally {
            if (!made) {
                store.close();
            }
        }
    }

    private Woken woken() {
        return new Woken() {
            @Override
            public void wake(List<Long> queueIds) {
                queues.wake(queueIds);
            }

            @Override
            public void sent(List<Long> queueIds) {
                queues.othersSent(queueIds);
            }

            @Override
            public void look() {
                nudge(poller);
            }

            @Override
            public void changed() {
                nudge(changes);
            }
        };
    }

    /** Whether other nodes tell this one what they do. */
    private boolean isTold() {
        return hints.isPresent() && hints.get().receiver().isListening();
    }

    private void tellOfChange() {
        hints.ifPresent(each -> each.sender().changed());
    }

    private static DutyRunner tellingOf(HintSender sender, EngineListener listener) {
        DutyRunner runner = new DutyRunner(listener, List.of(sender));
        sender.onPending(() -> runner.nudge(sender));
        return runner;
    }

    /** A node that must be woken by the others does not start deaf. */
    private void listenIfDemanded() throws StoreException {
        if (settings.wakeUp() == WakeUp.NOTIFY && hints.isPresent()) {
            hints.get().receiver().connect();
        }
    }

    private void startHints(EngineThreads threads) {
        if (hints.isPresent() && telling != null) {
            running.add(threads.start("tell", telling));
            running.add(threads.start("listen", hints.get().receiver()));
        }
    }

    private void stopWork() {
        duties.stop();
        measuring.stop();
        fetcher.stop();
        hints.ifPresent(each -> each.receiver().stop());
        if (telling != null) {
            telling.stop();
        }
    }

    /** A delivery has become a delayed one, perhaps the next that is due. */
    private void promoteInTime() {
        nudge(promoter);
    }

    private void nudge(Duty duty) {
        duties.nudge(duty);
    }

    public EngineSettings settings() {
        return settings;
    }

    public LocalQueues queues() {
        return queues;
    }

    public Destinations destinations() {
        return destinations;
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    public Transactions transactions() {
        return transactions;
    }

    public Branches branches() {
        return branches;
    }

    public Reservations reservations() {
        return reservations;
    }

    public Security security() {
        return security;
    }

    public Users users() {
        return users;
    }

    public MessageStore store() {
        return store;
    }

    /** The lane for a new session. */
    public Lane assignLane() {
        return lanes.assign();
    }

    /** A resource for a new session. */
    public EngineXaResource newXaResource() {
        return new EngineXaResource(branches, this);
    }

    /** What refuses sends while there is no room. */
    public SpaceGuard space() {
        return space;
    }

    private String describe(long queueId) {
        LocalQueue queue = queues.find(queueId);
        return queue == null ? "queue #" + queueId : queue.identity().description();
    }

    /** Milliseconds since 1970 by the database's clock. */
    public long nowMillis() {
        return clock.millis();
    }

    /** How JMS shows a message's id. */
    public String messageId(long id) {
        return messageIdPrefix + HexFormat.of().toHexDigits(id);
    }

    /** True if a destination of that name exists in the store now. */
    public boolean exists(DestinationName name) throws StoreException {
        return store.destinations().find(name).isPresent();
    }

    /**
     * A look at what a JMS queue holds, ready or in the hands of consumers.
     *
     * @param selector null for all
     */
    public QueueView view(DestinationName queue, @Nullable Selector selector) throws StoreException {
        return new QueueView(store.deliveries(), destinations.queue(queue), selector, clock);
    }

    public boolean isClosed() {
        return closed.get();
    }

    /** Gives back what it holds and ends; callers have closed their consumers and transactions. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        heartbeat.stop();
        stopWork();
        running.forEach(EngineThreads.Running::join);
        try {
            leases.close();
        } catch (StoreException e) {
            // The lease ends by itself; whoever finds it dead rescues what it held.
            System.getLogger("io.oncemq").log(System.Logger.Level.DEBUG, "lease not surrendered", e);
        }
        hints.ifPresent(each -> each.sender().sayGoodbye());
        lanes.close();
        store.close();
    }
}
