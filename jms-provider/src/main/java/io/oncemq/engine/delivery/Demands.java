// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who waits for a delivery of a local queue, oldest first. Guarded by the lock of its queue. */
final class Demands implements Iterable<Demands.Asking> {
    private final Deque<Asking> askings = new ArrayDeque<>();

    void add(QueueConsumer consumer, Demand demand) {
        askings.add(new Asking(consumer, demand));
    }

    /** False if it is not waiting, or no more. */
    boolean withdraw(Demand demand) {
        return askings.removeIf(asking -> asking.demand == demand);
    }

    /**
     * Removes the demands of a consumer.
     *
     * @return the threads among them, to be dismissed outside of the lock
     */
    List<QueueConsumer.Waiter> withdrawAll(QueueConsumer consumer) {
        List<QueueConsumer.Waiter> waiters = new ArrayList<>();
        askings.removeIf(asking -> {
            if (asking.consumer == consumer && asking.demand instanceof QueueConsumer.Waiter waiter) {
                waiters.add(waiter);
            }
            return asking.consumer == consumer;
        });
        return waiters;
    }

    boolean isEmpty() {
        return askings.isEmpty();
    }

    /** Whether an active consumer waits. */
    boolean anyActive() {
        for (Asking asking : askings) {
            if (asking.consumer.active) {
                return true;
            }
        }
        return false;
    }

    /** Whether an active consumer with a selector waits. */
    boolean anySelective() {
        return firstSelective(consumer -> true) != null;
    }

    /** The selective consumer that has waited longest of those that are active and meet a condition; null for none. */
    @Nullable
    QueueConsumer firstSelective(Predicate<QueueConsumer> condition) {
        for (Asking asking : askings) {
            QueueConsumer consumer = asking.consumer;
            if (consumer.active && consumer.isSelective() && condition.test(consumer)) {
                return consumer;
            }
        }
        return null;
    }

    int count(QueueConsumer consumer) {
        int count = 0;
        for (Asking asking : askings) {
            count += asking.consumer == consumer ? 1 : 0;
        }
        return count;
    }

    @Override
    public Iterator<Asking> iterator() {
        return askings.iterator();
    }

    record Asking(QueueConsumer consumer, Demand demand) {}
}
