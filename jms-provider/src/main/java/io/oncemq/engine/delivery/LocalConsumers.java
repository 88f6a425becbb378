// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.message.Envelope;
import java.util.ArrayList;
import java.util.List;

/** A local queue's consumers and what the active ones among them want. Guarded by the lock of its queue. */
final class LocalConsumers {
    private final List<QueueConsumer> consumers = new ArrayList<>();
    private int activePlain;
    private int activeSelective;

    void add(QueueConsumer consumer) {
        consumers.add(consumer);
    }

    /** False if it was removed before. */
    boolean remove(QueueConsumer consumer) {
        return consumers.remove(consumer);
    }

    int count() {
        return consumers.size();
    }

    void activate(QueueConsumer consumer) {
        consumer.active = true;
        consumer.cursor.restart();
        countActive(consumer, 1);
    }

    void deactivate(QueueConsumer consumer) {
        consumer.active = false;
        countActive(consumer, -1);
    }

    private void countActive(QueueConsumer consumer, int change) {
        if (consumer.isSelective()) {
            activeSelective += change;
        } else {
            activePlain += change;
        }
    }

    boolean anyActive() {
        return activePlain + activeSelective > 0;
    }

    /** Whether one of them wants everything. */
    boolean anyPlain() {
        return activePlain > 0;
    }

    boolean anySelective() {
        return activeSelective > 0;
    }

    /** Whether one of them wants it, to be delivered for that time. */
    boolean want(Envelope envelope, int deliveryCount) {
        if (activePlain > 0) {
            return true;
        }
        for (QueueConsumer consumer : consumers) {
            if (consumer.active && consumer.wants(envelope, deliveryCount)) {
                return true;
            }
        }
        return false;
    }

    /** False if it is of no interest to any selective consumer there is; a new one looks from the beginning anyway. */
    boolean areConcernedBy(Envelope envelope, int deliveryCount) {
        return !anyActive() || want(envelope, deliveryCount);
    }

    /** Selectors that want it have to look for it, should they look beside consumers that want everything. */
    void becameReady(Claim claim) {
        if (activePlain > 0 && activeSelective > 0) {
            for (QueueConsumer consumer : consumers) {
                if (consumer.active
                        && consumer.isSelective()
                        && consumer.wants(claim.envelope(), claim.deliveryCount())) {
                    consumer.cursor.becameReady(claim.place());
                }
            }
        }
    }

    /** What the selective ones among them want. */
    Selection selection() {
        List<QueueConsumer> selective = consumers.stream()
                .filter(consumer -> consumer.active && consumer.isSelective())
                .toList();
        return (envelope, count) -> selective.stream().anyMatch(consumer -> consumer.wants(envelope, count));
    }
}
