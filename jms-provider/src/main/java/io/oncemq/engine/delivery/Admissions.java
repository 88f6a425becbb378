// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.message.Envelope;
import java.util.HashSet;
import java.util.Set;

/**
 * The admissions of one batch. Once a delivery of the batch goes to the store to be fetched, those that follow it to the
 * same queue go there too: a queue that has caught up meanwhile would hand them out first. Used by one thread.
 */
public final class Admissions {
    private Set<LocalQueue> fetched = Set.of();

    /** See {@link LocalQueue#admit}. */
    public Admission admit(LocalQueue queue, Envelope envelope, boolean durable) {
        Admission admission = queue.admit(envelope, durable, !fetched.contains(queue));
        if (admission.placement() == Placement.READY) {
            if (fetched.isEmpty()) {
                fetched = new HashSet<>();
            }
            fetched.add(queue);
        }
        return admission;
    }
}
