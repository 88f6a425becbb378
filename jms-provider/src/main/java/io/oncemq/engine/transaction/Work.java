// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.transaction;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.destination.Origin;
import io.oncemq.message.Envelope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was sent and received in one transaction so far; lives in memory until it is committed, prepared or rolled back.
 * Used by one thread at a time.
 */
public final class Work {
    private final List<Sent> sends = new ArrayList<>(2);
    private final List<Claim> received = new ArrayList<>(2);
    private @Nullable Throwable failure;

    /** A message to be delivered when the work commits. */
    public void send(Envelope envelope, Origin origin) {
        sends.add(new Sent(envelope, origin));
    }

    /** A delivery to be acknowledged when the work commits. */
    public void received(Claim claim) {
        received.add(claim);
    }

    /** What the application threw; attached to dead letters if the work is rolled back. */
    public void failed(Throwable cause) {
        failure = cause;
    }

    public boolean isEmpty() {
        return sends.isEmpty() && received.isEmpty();
    }

    List<Sent> sends() {
        return sends;
    }

    List<Claim> received() {
        return received;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    record Sent(Envelope envelope, Origin origin) {}
}
