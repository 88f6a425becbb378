// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.FencedSession;
import io.oncemq.engine.lane.LeaseKeeper;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.DeliveryRecords.Head;
import io.oncemq.store.DeliveryRecords.Place;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreTransaction.ClaimResult;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.StoredDelivery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings ready deliveries from the store to the queues that ask, one queue at a time, on one thread that runs
 * {@link #run}; between the pages that a selector looks through in vain, others have their turn. The other methods may be
 * called by any thread; they only touch the list of requests, under {@code lock}.
 */
public final class Fetcher implements Runnable {
    private static final int SCAN_PAGE = 500;
    private static final long PAUSE_MILLIS = 200;

    private final FencedSession session;
    private final DeliveryRecords deliveries;
    private final LeaseKeeper leases;
    private final EngineSettings settings;
    private final EngineListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<LocalQueue> requested = new LinkedHashSet<>();

    /** Whose fetch is going on; two while another has its turn between a scan's pages. */
    private final Set<LocalQueue> underway = new HashSet<>();

    private boolean stopped;

    /** Set once before the thread starts. */
    private @Nullable Releases releases;

    public Fetcher(
            FencedSession session,
            DeliveryRecords deliveries,
            LeaseKeeper leases,
            EngineSettings settings,
            EngineListener listener) {
        this.session = session;
        this.deliveries = deliveries;
        this.leases = leases;
        this.settings = settings;
        this.listener = listener;
    }

    void releases(Releases value) {
        releases = value;
    }

    void request(LocalQueue queue) {
        lock.lock();
        try {
            if (requested.add(queue)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void fetchAndWait(LocalQueue queue) throws StoreException {
        lock.lock();
        try {
            requested.add(queue);
            changed.signalAll();
            long left = settings.storeTimeout().toNanos();
            // Requested again even if its fetch is going on: that one may have looked before this call.
            while ((requested.contains(queue) || underway.contains(queue)) && !stopped) {
                if (left <= 0) {
                    throw new StoreUnavailableException(
                            "the store has not answered for "
                                    + settings.storeTimeout().toSeconds() + " s (setting storeTimeout)",
                            null);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for the store", e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #run} after the fetch that is going on. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        LocalQueue queue;
        while ((queue = next()) != null) {
            round(queue, true);
        }
        session.close();
    }

    private void round(LocalQueue queue, boolean mayScan) {
        try {
            fetch(queue, mayScan);
        } catch (Throwable e) {
            // Errors too: a message that memory did not suffice for must not end what all queues live on.
            queue.fetchFailed(null);
            listener.unexpected("fetch for " + queue, e);
            pause();
        } finally {
            if (!mayScan && queue.isToScan()) {
                // Before its round has ended, for those who wait for that.
                request(queue);
            }
            endRound(queue);
        }
    }

    private @Nullable LocalQueue next() {
        lock.lock();
        try {
            while (requested.isEmpty() && !stopped) {
                changed.awaitUninterruptibly();
            }
            return nextNow();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Those that have asked by now have their turn, once each, before a scan goes on. Other scans do not: they would have it
     * wait as long as they like.
     */
    private void serveOthers() {
        int waiting;
        lock.lock();
        try {
            waiting = requested.size();
        } finally {
            lock.unlock();
        }
        for (; waiting > 0; waiting--) {
            LocalQueue other;
            lock.lock();
            try {
                other = nextNow();
            } finally {
                lock.unlock();
            }
            if (other == null) {
                return;
            }
            round(other, false);
        }
    }

    private @Nullable LocalQueue nextNow() {
        if (!stopped) {
            for (Iterator<LocalQueue> i = requested.iterator(); i.hasNext(); ) {
                LocalQueue queue = i.next();
                if (underway.add(queue)) {
                    i.remove();
                    return queue;
                }
            }
        }
        return null;
    }

    private void endRound(LocalQueue queue) {
        lock.lock();
        try {
            underway.remove(queue);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fetch(LocalQueue queue, boolean mayScan) {
        FetchPlan plan = queue.planFetch(mayScan);
        while (plan != null) {
            try {
                perform(queue, plan);
                // To let go of groups brings nothing: whoever waits for this fetch wants the next.
                plan = plan instanceof FetchPlan.LetGo ? queue.planFetch(mayScan) : null;
            } catch (StoreException e) {
                queue.fetchFailed(plan);
                listener.storeUnavailable("fetch for " + queue, e);
                pause();
                request(queue);
                return;
            }
        }
    }

    private void perform(LocalQueue queue, FetchPlan plan) throws StoreException {
        NodeLease lease = leases.current();
        if (plan instanceof FetchPlan.Next next) {
            fetchNext(queue, lease, next);
        } else if (plan instanceof FetchPlan.Scan scan) {
            scan(queue, lease, scan);
        } else if (plan instanceof FetchPlan.Ahead ahead) {
            lookAhead(queue, lease, ahead);
        } else if (plan instanceof FetchPlan.Adopt adopt) {
            queue.adopted(adopt, keepLiving(queue, lease, claim(queue, lease, adopt.ids())));
        } else if (plan instanceof FetchPlan.LetGo letGo) {
            session.perform(lease, deadline(), transaction -> {
                transaction.letGo(lease.id(), queue.id(), letGo.groups());
                transaction.commitUnsynced();
            });
            queue.letGo(letGo);
        } else {
            throw new IllegalStateException("a plan of an unknown kind: " + plan);
        }
    }

    private void fetchNext(LocalQueue queue, NodeLease lease, FetchPlan.Next plan) throws StoreException {
        ClaimResult[] result = new ClaimResult[1];
        session.perform(lease, deadline(), transaction -> {
            result[0] = plan.grouped()
                    ? transaction.claimGrouped(lease.id(), queue.id(), plan.limit(), plan.without())
                    : transaction.claim(lease.id(), queue.id(), plan.limit());
            if (!plan.grouped() && result[0].grouped() && result[0].deliveries().isEmpty()) {
                result[0] = transaction.claimGrouped(lease.id(), queue.id(), plan.limit(), plan.without());
            }
            if (!result[0].deliveries().isEmpty()) {
                transaction.commitUnsynced();
            }
        });
        queue.fetchedNext(
                plan, keepLiving(queue, lease, result[0].deliveries()), result[0].exhausted(), result[0].grouped());
    }

    private void scan(LocalQueue queue, NodeLease lease, FetchPlan.Scan plan) throws StoreException {
        List<String> acquired = new ArrayList<>(0);
        try {
            scan(queue, lease, plan, acquired);
        } catch (StoreException e) {
            queue.ownedInVain(new LocalQueue.Acquired(acquired, lease));
            throw e;
        }
    }

    private void scan(LocalQueue queue, NodeLease lease, FetchPlan.Scan plan, List<String> acquired)
            throws StoreException {
        List<StoredDelivery> found = new ArrayList<>();
        Set<String> passed = new HashSet<>(0);
        Place lookedTo = plan.after();
        boolean exhausted = false;
        while (found.isEmpty() && !exhausted && !lease.isLost()) {
            List<Head> page = deliveries.readyHeads(queue.id(), lookedTo, SCAN_PAGE);
            List<Head> wanted = new ArrayList<>();
            for (Head head : page) {
                String group = head.envelope().group();
                if (group != null && head.blocked()) {
                    passed.add(group);
                }
                boolean behind = group != null && passed.contains(group);
                if (!behind && plan.wanted().wants(head.envelope(), head.deliveryCount())) {
                    wanted.add(head);
                }
            }
            boolean whole = wanted.size() <= plan.limit();
            List<Head> first = whole ? wanted : wanted.subList(0, plan.limit());
            List<String> owned = own(queue, lease, first);
            if (!owned.isEmpty()) {
                // Others had them until now: what was seen of them is out of date.
                acquired.addAll(owned);
                lookedTo = Place.FIRST;
                continue;
            }
            if (!first.isEmpty()) {
                found.addAll(
                        claim(queue, lease, first.stream().mapToLong(Head::id).toArray()));
                passed.addAll(groupsNotFound(first, found));
            }
            exhausted = whole && page.size() < SCAN_PAGE;
            if (whole) {
                lookedTo = page.isEmpty() ? lookedTo : page.get(page.size() - 1).place();
            } else if (found.isEmpty()) {
                lookedTo = first.get(first.size() - 1).place();
            } // Else the page is read again next time: something older may have become ready within it meanwhile.
            if (found.isEmpty() && !exhausted) {
                serveOthers();
            }
        }
        queue.fetchedScan(
                plan,
                keepLiving(queue, lease, found),
                passed.isEmpty() ? lookedTo : Place.FIRST,
                exhausted,
                new LocalQueue.Acquired(acquired, lease));
    }

    /** Page by page, until something is found or whoever wants everything has room for more. */
    private void lookAhead(LocalQueue queue, NodeLease lease, FetchPlan.Ahead plan) throws StoreException {
        List<StoredDelivery> found = List.of();
        Place lookedTo = plan.after();
        boolean exhausted = false;
        while (found.isEmpty() && !exhausted && !lease.isLost()) {
            List<Head> page = deliveries.readyHeads(queue.id(), lookedTo, SCAN_PAGE);
            List<Head> wanted =
                    page.stream().filter(plan::wants).limit(plan.limit()).toList();
            boolean whole = wanted.size() < plan.limit();
            exhausted = whole && page.size() < SCAN_PAGE;
            if (!wanted.isEmpty()) {
                found = claim(queue, lease, wanted.stream().mapToLong(Head::id).toArray());
            }
            if (found.isEmpty()) {
                List<Head> seen = whole ? page : wanted;
                lookedTo = seen.isEmpty() ? lookedTo : seen.get(seen.size() - 1).place();
                if (!exhausted) {
                    serveOthers();
                    if (queue.isToBreakOff(plan)) {
                        break;
                    }
                }
            } // Else the page is read again next time: another node's may have become ready within it meanwhile.
        }
        queue.fetchedAhead(plan, keepLiving(queue, lease, found), lookedTo, exhausted);
    }

    /** Groups of which something could not be claimed: younger ones must not be claimed before it. */
    private static Set<String> groupsNotFound(List<Head> heads, List<StoredDelivery> found) {
        Set<String> groups = new HashSet<>(0);
        for (Head head : heads) {
            String group = head.envelope().group();
            if (group != null && found.stream().noneMatch(delivery -> delivery.id() == head.id())) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** Gets hold of the groups of these deliveries; answers those that were not owned before. */
    private List<String> own(LocalQueue queue, NodeLease lease, List<Head> heads) throws StoreException {
        Set<String> groups = new LinkedHashSet<>(0);
        for (Head head : heads) {
            String group = head.envelope().group();
            if (group != null) {
                groups.add(group);
            }
        }
        List<String> acquired = new ArrayList<>(0);
        if (!groups.isEmpty()) {
            session.perform(lease, deadline(), transaction -> {
                acquired.clear();
                acquired.addAll(transaction.own(lease.id(), queue.id(), groups));
                transaction.commitUnsynced();
            });
        }
        return acquired;
    }

    private List<StoredDelivery> claim(LocalQueue queue, NodeLease lease, long[] ids) throws StoreException {
        List<StoredDelivery> claimed = new ArrayList<>();
        session.perform(lease, deadline(), transaction -> {
            claimed.clear();
            claimed.addAll(transaction.claim(lease.id(), queue.id(), ids));
            transaction.commitUnsynced();
        });
        return claimed;
    }

    /** What has been rejected or has crashed too often is buried here, not delivered once more. */
    private List<Claim> keepLiving(LocalQueue queue, NodeLease lease, List<StoredDelivery> rows) {
        List<Claim> living = new ArrayList<>(rows.size());
        List<Claim> over = new ArrayList<>(0);
        for (StoredDelivery row : rows) {
            Claim claim = Claim.read(queue, lease, row);
            (requireReleases().isOver(claim) ? over : living).add(claim);
        }
        if (!over.isEmpty()) {
            requireReleases().bury(over, null);
        }
        return living;
    }

    private Releases requireReleases() {
        if (releases == null) {
            throw new IllegalStateException("the fetcher was started before it was wired");
        }
        return releases;
    }

    private long deadline() {
        return System.nanoTime() + settings.storeTimeout().toNanos();
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
}
