// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.lane.NodeLease;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.message.Envelope;
import io.oncemq.selector.SelectorFacts;
import io.oncemq.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The queues that this node has had to do with. Safe for any thread. */
public final class LocalQueues {
    private final ConcurrentMap<Long, LocalQueue> queues = new ConcurrentHashMap<>();
    private final AtomicLong fetched = new AtomicLong();
    private final QueueContext context;
    private final ReadySignal others;

    public LocalQueues(
            EngineSettings settings,
            DatabaseClock clock,
            boolean singleNode,
            MessageIds messageIds,
            Fetcher fetcher,
            Releases releases,
            ReadySignal others) {
        this.others = others;
        fetcher.releases(releases);
        context = new Context(settings, clock, singleNode, messageIds, fetcher, releases, others, fetched);
    }

    public LocalQueue get(QueueIdentity identity) {
        return queues.computeIfAbsent(identity.id(), id -> new LocalQueue(identity, context));
    }

    public @Nullable LocalQueue find(long id) {
        return queues.get(id);
    }

    /** The queue is gone from the store. */
    public void forget(long id) {
        queues.remove(id);
    }

    public void wake(List<Long> ids) {
        those(ids).forEach(LocalQueue::wake);
    }

    /** Other nodes have sent to these queues. */
    public void othersSent(List<Long> ids) {
        those(ids).forEach(LocalQueue::othersSent);
    }

    private Stream<LocalQueue> those(List<Long> ids) {
        return ids.stream().map(queues::get).filter(Objects::nonNull);
    }

    public void wakeAll() {
        queues.values().forEach(LocalQueue::wake);
    }

    /** Deliveries of these queues have become ready in the store, for this node and all others. */
    public void wakeAllNodes(List<Long> ids) {
        wake(ids);
        ids.forEach(others::ready);
    }

    /** As {@link #wakeAllNodes(List)}, where it is not known which queues. */
    public void wakeAllNodes() {
        wakeAll();
        others.anyReady();
    }

    /** Returns what is kept at hand for consumers that do not ask any more. */
    public void returnIdle() {
        queues.values().forEach(LocalQueue::returnIdle);
    }

    /** How many deliveries were fetched from the store so far. */
    public long fetched() {
        return fetched.get();
    }

    /** What was held under the lease is somebody else's now. */
    public void leaseLost(NodeLease lease) {
        queues.values().forEach(queue -> queue.leaseLost(lease));
    }

    /** The queues whose consumers have little left in memory. */
    public long[] hungry() {
        List<Long> ids = new ArrayList<>();
        queues.forEach((id, queue) -> {
            if (queue.isHungry()) {
                ids.add(id);
            }
        });
        return ids.stream().mapToLong(Long::longValue).toArray();
    }

    /** How a message's id is shown to JMS. */
    @FunctionalInterface
    public interface MessageIds {
        String text(long id);
    }

    private record Context(
            EngineSettings settings,
            DatabaseClock clock,
            boolean singleNode,
            MessageIds messageIds,
            Fetcher fetcher,
            Releases releases,
            ReadySignal others,
            AtomicLong fetched)
            implements QueueContext {
        @Override
        public void fetched(int count) {
            fetched.addAndGet(count);
        }

        @Override
        public long nowMillis() {
            return clock.millis();
        }

        @Override
        public int maxWindow() {
            return settings.window();
        }

        @Override
        public SelectorFacts facts(Envelope envelope, int deliveryCount) {
            return new SelectorFacts() {
                @Override
                public String messageId() {
                    return messageIds.text(envelope.id());
                }

                @Override
                public int deliveryCount() {
                    return deliveryCount;
                }
            };
        }

        @Override
        public void requestFetch(LocalQueue queue) {
            fetcher.request(queue);
        }

        @Override
        public void fetchAndWait(LocalQueue queue) throws StoreException {
            fetcher.fetchAndWait(queue);
        }

        @Override
        public void giveBack(List<Claim> claims) {
            releases.giveBack(claims);
            claims.stream().map(Claim::queue).distinct().forEach(this::tellOthers);
        }

        @Override
        public void tellOthers(LocalQueue queue) {
            others.ready(queue.id());
        }

        @Override
        public void tellSent(LocalQueue queue) {
            others.sent(queue.id());
        }

        @Override
        public void expire(List<Claim> claims) {
            if (!claims.isEmpty()) {
                releases.expire(claims);
            }
        }
    }
}
